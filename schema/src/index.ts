export { compose } from './compose.ts';
export { subgraphSdls } from './subgraph-sdls.ts';
export { checkSchema, writeSchema } from './write-schema.ts';
