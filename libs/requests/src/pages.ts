/** Items per page, when not told otherwise, and at the most. */
export const PAGE_SIZE = 50;
export const PAGE_SIZE_MAX = 200;
