import type { Locale } from '@habeas/domain';
import { de } from './de.js';
import { en } from './en.js';
import { fr } from './fr.js';
import { th } from './th.js';
import { vi } from './vi.js';

/**
 * Data sets and fields in people's words, by technical name. A name that is missing is shown as it
 * is, with spaces: a copy is owed in an intelligible form (Art. 12(1) GDPR).
 */
export const FIELD_NAMES: Record<Locale, Readonly<Record<string, string>>> = { en, de, fr, th, vi };
