/** The field of a body that names one exercise of a request. */
export const exerciseId = {
  about: 'The exercise that is meant; may be left out when only one fits.',
  max: 36,
  form: /^exe_[0-9a-f]{32}$/,
  hint: 'Give the id of an exercise of this request, exe_ and 32 hex digits.',
  optional: true,
};

/** The same as a choice in the library's words. */
export function choice(
  requestId: string,
  exercise: string | undefined,
): { requestId: string; exerciseId?: string } {
  return { requestId, ...(exercise ? { exerciseId: exercise } : {}) };
}
