import type { IdentifierType, Locale, Texts } from '@habeas/domain';
import type { FlatValue } from '../bag/flatten.js';
import { html, type Markup } from './html.js';
import { FIELD_NAMES } from './field-names/field-names.js';
import { de } from './phrases/de.js';
import { en } from './phrases/en.js';
import { fr } from './phrases/fr.js';
import type { Phrases } from './phrases/phrases.js';
import { th } from './phrases/th.js';
import { vi } from './phrases/vi.js';

const PHRASES: Record<Locale, Phrases> = { en, de, fr, th, vi };

/** One person's way of reading: language, dates, numbers, names. */
export class Reader {
  readonly phrases: Phrases;
  private readonly numbers: Intl.NumberFormat;
  private readonly days: Intl.DateTimeFormat;
  private readonly shortDays: Intl.DateTimeFormat;
  private readonly instants: Intl.DateTimeFormat;

  constructor(
    readonly locale: Locale,
    readonly texts: Texts,
    readonly timeZone: string,
  ) {
    this.phrases = PHRASES[locale];
    this.numbers = new Intl.NumberFormat(locale);
    this.days = new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeZone });
    this.shortDays = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeZone: 'UTC' });
    const style = { dateStyle: 'medium', timeStyle: 'medium', timeZone } as const;
    this.instants = new Intl.DateTimeFormat(locale, style);
  }

  number(value: number): string {
    return this.numbers.format(value);
  }

  /** The local day of an instant. */
  day(at: string): string {
    return this.days.format(new Date(at));
  }

  /** A day that is one already, `YYYY-MM-DD`. */
  date(day: string): string {
    const style = { dateStyle: 'long', timeZone: 'UTC' } as const;
    return new Intl.DateTimeFormat(this.locale, style).format(new Date(day));
  }

  list(items: readonly string[]): string {
    return new Intl.ListFormat(this.locale, { type: 'conjunction' }).format(items);
  }

  records = (count: number): string => this.phrases.records(count, this.number(count));

  identifiers(types: readonly IdentifierType[]): string {
    return this.list(types.map((type) => this.phrases.identifiers[type]));
  }

  /** A technical name in words: known ones translated, `a_b.c` else shown as "a b › c". */
  label(name: string): string {
    const parts = name.split(/(?<!\\)\./).map((part) => part.replace(/\\(.)/g, '$1'));
    return parts.map((part) => this.word(part)).join(' › ');
  }

  /** Begins with a capital where the script has them. */
  sentence(text: string): string {
    const [first = ''] = text;
    return first.toLocaleUpperCase(this.locale) + text.slice(first.length);
  }

  /** From one day or instant to another; a single day is said once. */
  range({ from, to }: { from: string; to: string }): string {
    const style = this.shortDays;
    const days = [new Date(from), new Date(to)] as const;
    return days.every((day) => !Number.isNaN(day.getTime()))
      ? style.formatRange(...days).replaceAll('\u2009', ' ')
      : '';
  }

  /** One value of a record; what it says exactly stands in the files. */
  value({ type, text }: FlatValue): Markup {
    if (type === 'null' || text === '') return html`<span class="nil">–</span>`;
    if (type === 'boolean') return html`${text === 'true' ? this.phrases.yes : this.phrases.no}`;
    if (type !== 'date' && type !== 'date-time') return html`<span class="text">${text}</span>`;
    const at = new Date(text);
    if (Number.isNaN(at.getTime())) return html`${text}`;
    const shown = (type === 'date' ? this.shortDays : this.instants).format(at);
    return html`<time datetime="${text}">${shown}</time>`;
  }

  private word(name: string): string {
    const known = FIELD_NAMES[this.locale];
    const word = Object.hasOwn(known, name) ? known[name] : undefined;
    return word ?? (name.replace(/[_\s]+/g, ' ').trim() || name);
  }
}
