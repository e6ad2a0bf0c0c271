/**
 * What goes to the person.
 *
 * disclosure  the package that answers an access exercise, with its row
 * package     a BagIt bag in a zip: the data twice (JSON Lines, CSV), a page to read, the law's
 *             information, checksums
 * answer      that information, narrowed to what was found of this person
 */
export type { Answer } from './answer.js';
export { composePackage } from './compose-package.js';
export type { Package } from './compose-package.js';
export type { AnswerFacts, AnswerPolicy } from './compose-answer.js';
export type { ExportRecord, ExportSource } from './bag/dataset.js';
export { Disclosure } from './disclosure.entity.js';
export type { DisclosureStatus } from './disclosure.entity.js';
export { DisclosureQueries } from './disclosure-queries.js';
export type { DisclosureView } from './disclosure-queries.js';
export { Disclosures } from './disclosures.js';
export type { OpenDisclosure } from './disclosures.js';
export { DossiersModule } from './dossiers.module.js';
export { ENTITIES } from './entities.js';
export { PackagingError } from './faults.js';
export type { PackagingFault } from './faults.js';
