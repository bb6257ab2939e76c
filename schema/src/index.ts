export { checkSchema, writeSchema } from './write-schema.ts';
