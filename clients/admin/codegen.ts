import type { CodegenConfig } from '@graphql-codegen/cli';
import { addTypenameSelectionDocumentTransform } from '@graphql-codegen/client-preset';

/**
 * Typed documents of the admin client and the list of their hashes, which the gateway trusts in production.
 * `documentMode` stays unset: with 'documentNode' the list comes out empty.
 */
const config: CodegenConfig = {
  schema: process.env.OFFPLAN_API_SCHEMA ?? `${import.meta.dirname}/../../schema/generated/api.graphql`,
  documents: [`${import.meta.dirname}/src/**/*.{ts,tsx}`, `!${import.meta.dirname}/src/generated/**`],
  generates: {
    [`${import.meta.dirname}/src/generated/`]: {
      preset: 'client',
      documentTransforms: [addTypenameSelectionDocumentTransform],
      presetConfig: {
        fragmentMasking: false,
        persistedDocuments: { hashAlgorithm: 'sha256', mode: 'embedHashInDocument' },
      },
      config: {
        useTypeImports: true,
        immutableTypes: true,
        strictScalars: true,
        enumsAsTypes: true,
        scalars: {
          ID: 'string',
          DateTime: 'string',
          Date: 'string',
          EmailAddress: 'string',
          Locale: 'string',
          MinorUnits: 'number',
        },
      },
    },
  },
};

export default config;
