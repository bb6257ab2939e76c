import { graphql } from '../generated/gql.ts';

export const UnitImportFragment = graphql(`
  fragment UnitImportParts on UnitImport {
    id
    fileName
    format
    state
    createdAt
    sheets {
      name
      rowCount
      isChosen
      headerFirstRow
      headerLastRow
      notes {
        code
        message
      }
      columns {
        index
        header
        samples
        field
        measure
        currency
        confidence
      }
    }
    mapping {
      splitColumn
      splits {
      value
      rowCount
    }
      splitValue
      kind
      statusWords {
        word
        status
        isUnreleased
      }
    }
    preview {
      newCount
      changedCount
      unchangedCount
      missingCount
      wrongCount
      warningCount
      newSummary
      tookMs
      problems(first: 100) {
        totalCount
        edges {
          node {
            row
            sheet
            severity
            column
            value
            code
            reason
            suggestion {
              label
              value
              statusWord
              status
            }
          }
        }
      }
      changes(first: 20) {
        totalCount
        edges {
          node {
            unitNumber
            building
            field
            before
            after
          }
        }
      }
    }
    progress {
      done
      total
    }
    result {
      created
      updated
      unchanged
      skipped
      finishedAt
      conflicts {
        unitNumber
        status
        occurredAt
        winner {
          name
          organisationName
        }
      }
    }
  }
`);

export const StageUnitListDocument = graphql(`
  mutation StageUnitList($input: StageUnitListInput!) {
    stageUnitList(input: $input) {
      ... on StageUnitListSuccess {
        unitImport {
          ...UnitImportParts
        }
      }
      ... on NotPermitted {
        reason
      }
      ... on UserError {
        code
        message
      }
    }
  }
`);

export const PreviewUnitImportDocument = graphql(`
  mutation PreviewUnitImport($input: PreviewUnitImportInput!) {
    previewUnitImport(input: $input) {
      ... on PreviewUnitImportSuccess {
        unitImport {
          ...UnitImportParts
        }
      }
      ... on ValidationFailed {
        issues {
          path
          message
        }
      }
      ... on NotPermitted {
        reason
      }
      ... on UserError {
        code
        message
      }
    }
  }
`);

export const StartUnitImportDocument = graphql(`
  mutation StartUnitImport($input: StartUnitImportInput!) {
    startUnitImport(input: $input) {
      ... on StartUnitImportSuccess {
        unitImport {
          ...UnitImportParts
        }
      }
      ... on NotPermitted {
        reason
      }
      ... on UserError {
        code
        message
      }
    }
  }
`);

export const UnitImportDocument = graphql(`
  query UnitImport($id: ID!) {
    unitImport(id: $id) {
      ...UnitImportParts
    }
  }
`);

/** All that keeps rows from being written, page by page. */
export const UnitImportProblemsDocument = graphql(`
  query UnitImportProblems($id: ID!, $after: String) {
    unitImport(id: $id) {
      id
      preview {
        problems(first: 100, after: $after) {
          pageInfo {
            hasNextPage
            endCursor
          }
          edges {
            node {
              row
              sheet
              severity
              column
              value
              reason
            }
          }
        }
      }
    }
  }
`);

export const UnitImportProgressDocument = graphql(`
  subscription UnitImportProgress($importId: ID!) {
    unitImportProgress(importId: $importId) {
      id
      state
      progress {
        done
        total
      }
    }
  }
`);
