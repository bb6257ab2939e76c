import { graphql } from '../generated/gql.ts';

export const AuditLogDocument = graphql(`
  query AuditLog($after: String, $filter: AuditFilter) {
    organisation {
      id
      auditLog(first: 50, after: $after, filter: $filter) {
        totalCount
        pageInfo {
          hasNextPage
          endCursor
        }
        edges {
          node {
            id
            seq
            occurredAt
            action
            piiClass
            requestId
            address
            hash
            previousHash
            actor {
              kind
              id
              name
            }
            onBehalfOf {
              id
              name
            }
            subject {
              type
              id
              label
            }
            changes {
              field
              before
              after
            }
            details {
              name
              value
            }
          }
        }
      }
    }
  }
`);

export const VerifyAuditLogDocument = graphql(`
  query VerifyAuditLog($input: VerifyAuditLogInput) {
    verifyAuditLog(input: $input) {
      ... on AuditLogVerified {
        entries
        fromSeq
        toSeq
        lastSeq
        head
        verifiedAt
        unsealedDays
        lastSeal {
          day
          seq
          head
          sealedAt
        }
      }
      ... on AuditLogBroken {
        entries
        brokenSeq
        fault
        verifiedAt
      }
      ... on UserError {
        code
        message
      }
    }
  }
`);

export const AuditKeyDocument = graphql(`
  query AuditKey {
    auditKey {
      fingerprint
    }
  }
`);

/** Who can be asked for: all who are in the log (ID-73). */
export const AuditActorsDocument = graphql(`
  query AuditActors($after: String) {
    organisation {
      id
      auditActors(first: 100, after: $after) {
        pageInfo {
          hasNextPage
          endCursor
        }
        edges {
          node {
            id
            kind
            name
          }
        }
      }
    }
  }
`);
