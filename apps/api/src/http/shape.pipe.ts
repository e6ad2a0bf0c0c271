import { HabeasError, type ErrorDetail } from '@habeas/domain';
import { Injectable, type ArgumentMetadata, type PipeTransform, type Type } from '@nestjs/common';
import { plainToInstance } from 'class-transformer';
import { getMetadataStorage, validate, type ValidationError } from 'class-validator';

const NATIVE: unknown[] = [String, Number, Boolean, Array, Object];

/** Faults reported of one body; more would only make a large answer to a small call. */
const FAULTS_MAX = 20;

/**
 * Checks bodies and queries against their class: every field known, every value of its form. What
 * it says names fields and forms, never what was sent.
 */
@Injectable()
export class ShapePipe implements PipeTransform {
  async transform(value: unknown, { metatype, type }: ArgumentMetadata): Promise<unknown> {
    if (!metatype || NATIVE.includes(metatype)) return value;
    const code = type === 'query' ? 'query_invalid' : 'body_invalid';
    const fields = fieldsOf(metatype);
    // An operation without input may be called with {} or with nothing.
    const given = value === undefined && fields.length === 0 ? {} : value;
    if (!isPlainObject(given)) throw new HabeasError(code, 'Send one JSON object as the body.');
    if (fields.length === 0) return withoutFields(given);
    const shaped: object = plainToInstance(metatype, given);
    const faults = await validate(shaped, {
      whitelist: true,
      forbidNonWhitelisted: true,
      forbidUnknownValues: true,
      validationError: { target: true, value: false },
    });
    if (faults.length > 0) throw shapeError(code, faults);
    return shaped;
  }
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** class-validator takes a class without rules for a mistake. */
function withoutFields(value: Record<string, unknown>): object {
  if (Object.keys(value).length === 0) return value;
  throw new HabeasError('body_invalid', 'This operation takes no fields; send {}.');
}

function fieldsOf(type: Type<unknown>): string[] {
  const rules = getMetadataStorage().getTargetValidationMetadatas(type, '', false, false);
  return [...new Set(rules.map(({ propertyName }) => propertyName))];
}

function shapeError(code: 'body_invalid' | 'query_invalid', faults: ValidationError[]) {
  const details = faults.flatMap((fault) => detailsOf(fault, '')).slice(0, FAULTS_MAX);
  const [first] = details;
  const more = details.length > 1 ? ` There are ${details.length - 1} more, see errors.` : '';
  const where = first?.pointer ? `At ${first.pointer}: ` : '';
  return new HabeasError(code, `${where}${first?.detail ?? 'It does not fit.'}${more}`, details);
}

function detailsOf(fault: ValidationError, parent: string): ErrorDetail[] {
  const messages = Object.entries(fault.constraints ?? {});
  if (messages.some(([rule]) => rule === 'whitelistValidation')) {
    return [{ pointer: parent, detail: knownFields(fault.target) }];
  }
  const pointer = `${parent}/${fault.property}`;
  const children = (fault.children ?? []).flatMap((child) => detailsOf(child, pointer));
  // When a value has the wrong type, what else it is not helps nobody.
  const first = messages.map(([, message]) => ({ pointer, detail: sentence(message) })).slice(-1);
  return children.length > 0 ? children : first;
}

/** The name of an unknown field is the caller's text and may be personal data; ours are not. */
function knownFields(target: object | undefined): string {
  const fields = target ? fieldsOf(target.constructor as Type<unknown>) : [];
  return `There is a field here that is not known; known are: ${fields.join(', ')}.`;
}

function sentence(message: string): string {
  const text = message.charAt(0).toUpperCase() + message.slice(1);
  return text.endsWith('.') ? text : `${text}.`;
}
