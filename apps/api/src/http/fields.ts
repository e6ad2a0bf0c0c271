/**
 * Fields of bodies, queries and answers. One decorator gives a field its check and its place in the
 * OpenAPI document, so that the two cannot disagree. `about` is read by people in the document,
 * `hint` by the caller who got it wrong.
 */
import { applyDecorators } from '@nestjs/common';
import { ApiProperty, type ApiPropertyOptions } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  ArrayUnique,
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsObject,
  IsString,
  Matches,
  Max,
  MaxLength,
  Min,
  ValidateBy,
  ValidateIf,
  ValidateNested,
} from 'class-validator';
import { Temporal } from 'temporal-polyfill';

interface About {
  about: string;
  optional?: boolean;
}
interface Bounds {
  min: number;
  max: number;
}

const RFC3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)$/;
const ISO_DAY = /^\d{4}-\d\d-\d\d$/;

/** Text of a form; `words` is how an enumeration that other code judges is documented. */
export function Text(
  field: About & { max: number; form: RegExp; hint: string; words?: readonly string[] },
): PropertyDecorator {
  const message = field.hint;
  return documented(
    field,
    field.words
      ? { type: String, enum: [...field.words] }
      : { type: String, maxLength: field.max, pattern: field.form.source },
    [IsString({ message }), MaxLength(field.max, { message }), Matches(field.form, { message })],
  );
}

/** Text that is to stand somewhere, or null where nothing is; what fits there is judged elsewhere. */
export function TextOrNull({ max, ...field }: About & { max: number }): PropertyDecorator {
  const message = `Give a text of at most ${max} characters, or null.`;
  const judge = (value: unknown) =>
    value === null || (typeof value === 'string' && value.length <= max);
  return documented(field, { type: String, maxLength: max, nullable: true }, [
    ValidateBy({ name: 'textOrNull', validator: { validate: judge } }, { message }),
  ]);
}

/** One of fixed words. */
export function Choice(words: readonly string[], field: About): PropertyDecorator {
  const message = `Give one of ${words.join(', ')}.`;
  return documented(field, { type: String, enum: [...words] }, [IsIn([...words], { message })]);
}

/** Several texts of one form, none twice. */
export function Texts(
  field: About & Bounds & { form: RegExp; hint: string; words?: readonly string[] },
): PropertyDecorator {
  const { min, max, words } = field;
  const message = `${field.hint} Give ${min} to ${max} of them, none twice.`;
  const document = { type: String, isArray: true, minItems: min, maxItems: max };
  return documented(field, words ? { ...document, enum: [...words] } : document, [
    ...listRules({ min, max }, message),
    ArrayUnique({ message }),
    IsString({ each: true, message }),
    Matches(field.form, { each: true, message }),
  ]);
}

/** RFC 3339 with an offset: an instant without one is a guess. */
export function Instant(field: About): PropertyDecorator {
  const message = 'Give an instant with its offset, such as 2026-03-02T09:30:00+01:00.';
  const judge = (value: unknown) => isOf(value, RFC3339, (text) => Temporal.Instant.from(text));
  return documented(field, { type: String, format: 'date-time' }, [
    ValidateBy({ name: 'instant', validator: { validate: judge } }, { message }),
  ]);
}

/** A calendar day. */
export function Day(field: About): PropertyDecorator {
  const message = 'Give a day of the calendar, such as 2026-03-02.';
  const judge = (value: unknown) =>
    isOf(value, ISO_DAY, (text) => Temporal.PlainDate.from(text, { overflow: 'reject' }));
  return documented(field, { type: String, format: 'date' }, [
    ValidateBy({ name: 'day', validator: { validate: judge } }, { message }),
  ]);
}

export function Flag(field: About): PropertyDecorator {
  return documented(field, { type: Boolean }, [IsBoolean({ message: 'Give true or false.' })]);
}

/** A whole number between bounds. */
export function Whole(field: About & Bounds): PropertyDecorator {
  const { min, max } = field;
  const message = `Give a whole number from ${min} to ${max}.`;
  return documented(field, { type: 'integer', minimum: min, maximum: max }, [
    IsInt({ message }),
    Min(min, { message }),
    Max(max, { message }),
  ]);
}

/** An object of its own class. */
export function Child(type: () => new () => object, field: About): PropertyDecorator {
  return documented(field, { type: () => type() }, [
    IsObject({ message: 'Give an object.' }),
    ValidateNested(),
    Type(type),
  ]);
}

/** A list of objects of one class. */
export function Children<T extends object>(
  type: () => new () => T,
  field: About & Bounds & { unique?: (item: T) => unknown },
): PropertyDecorator {
  const { min, max, unique } = field;
  const message = `Give a list of ${min} to ${max} objects${unique ? ', none twice' : ''}.`;
  return documented(field, { type: () => type(), isArray: true, minItems: min, maxItems: max }, [
    ...listRules({ min, max }, message),
    IsObject({ each: true, message }),
    ...(unique ? [ArrayUnique((item: T) => keyOf(item, unique), { message })] : []),
    ValidateNested({ each: true }),
    Type(type),
  ]);
}

/** Items of a wrong type reach this too; they are refused by another rule. */
function keyOf<T extends object>(item: T, unique: (item: T) => unknown): unknown {
  return typeof item === 'object' && item !== null ? unique(item) : item;
}

function listRules({ min, max }: Bounds, message: string): PropertyDecorator[] {
  return [IsArray({ message }), ArrayMinSize(min, { message }), ArrayMaxSize(max, { message })];
}

/** `type` must be a function of that very name where it stands for a class: the generator asks. */
function documented(
  { about, optional = false }: About,
  document: object,
  rules: PropertyDecorator[],
): PropertyDecorator {
  const options = { description: about, required: !optional, ...document } as ApiPropertyOptions;
  // Absent is fine where optional; null never is, for it says neither yes nor no.
  const absence = optional ? [ValidateIf((_, value) => value !== undefined)] : [];
  return applyDecorators(ApiProperty(options), ...absence, ...rules);
}

function isOf(value: unknown, form: RegExp, parse: (text: string) => unknown): boolean {
  if (typeof value !== 'string' || !form.test(value)) return false;
  try {
    parse(value);
    return true;
  } catch {
    return false;
  }
}
