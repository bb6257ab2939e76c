import { graphql } from '../generated/gql.ts';

export const OrganisationSettingsFragment = graphql(`
  fragment OrganisationSettings on Organisation {
    id
    slug
    name
    country
    timeZone
    locale
    createdAt
    slugChangeableAt
    slugRedirectsUntil
    openOwnershipOffer {
      id
      createdAt
      expiresAt
      member {
        id
        name
      }
    }
  }
`);

export const OrganisationSettingsDocument = graphql(`
  query OrganisationSettings {
    organisation {
      ...OrganisationSettings
    }
  }
`);

/** Among whom a new Owner is chosen. */
export const OwnershipMembersDocument = graphql(`
  query OwnershipMembers($after: String) {
    organisation {
      id
      members(first: 100, after: $after) {
        pageInfo {
          hasNextPage
          endCursor
        }
        edges {
          node {
            ...MemberRow
          }
        }
      }
    }
  }
`);

export const EditOrganisationDocument = graphql(`
  mutation EditOrganisation($input: EditOrganisationInput!) {
    editOrganisation(input: $input) {
      ... on EditOrganisationSuccess {
        organisation {
          id
          name
          country
          timeZone
          locale
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

export const ChangeOrganisationSlugDocument = graphql(`
  mutation ChangeOrganisationSlug($input: ChangeOrganisationSlugInput!) {
    changeOrganisationSlug(input: $input) {
      ... on ChangeOrganisationSlugSuccess {
        organisation {
          id
          slug
          slugChangeableAt
          slugRedirectsUntil
        }
        redirectsUntil
      }
      ... on SlugTakenFailure {
        suggestions
      }
      ... on SlugChangeTooEarly {
        obstacle
        monthsLeft
        availableAt
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

export const OfferOwnershipDocument = graphql(`
  mutation OfferOwnership($input: OfferOwnershipInput!) {
    offerOwnership(input: $input) {
      ... on OfferOwnershipSuccess {
        offer {
          id
        }
      }
      ... on ProofNeeded {
        methods
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

export const WithdrawOwnershipOfferDocument = graphql(`
  mutation WithdrawOwnershipOffer {
    withdrawOwnershipOffer {
      ... on WithdrawOwnershipOfferSuccess {
        offer {
          id
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

export const CloseOrganisationDocument = graphql(`
  mutation CloseOrganisation($input: CloseOrganisationInput!) {
    closeOrganisation(input: $input) {
      ... on CloseOrganisationSuccess {
        organisation {
          id
          status
          deletesAt
        }
      }
      ... on ProofNeeded {
        methods
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

export const ReopenOrganisationDocument = graphql(`
  mutation ReopenOrganisation {
    reopenOrganisation {
      ... on ReopenOrganisationSuccess {
        organisation {
          id
          slug
          status
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

export const OwnershipOfferDocument = graphql(`
  query OwnershipOfferByToken($token: String!) {
    ownershipOffer(token: $token) {
      organisationName
      ownerName
      expiresAt
      isOpen
    }
  }
`);

export const AcceptOwnershipDocument = graphql(`
  mutation AcceptOwnership($input: AcceptOwnershipInput!) {
    acceptOwnership(input: $input) {
      ... on AcceptOwnershipSuccess {
        workspace {
          organisation {
            id
            slug
          }
        }
      }
      ... on UserError {
        code
        message
      }
    }
  }
`);

export const CreateOrganisationDocument = graphql(`
  mutation CreateOrganisation($input: CreateOrganisationInput!) {
    createOrganisation(input: $input) {
      ... on CreateOrganisationSuccess {
        workspace {
          organisation {
            id
            slug
          }
        }
      }
      ... on SlugTakenFailure {
        suggestions
      }
      ... on ValidationFailed {
        issues {
          path
          message
        }
      }
      ... on UserError {
        code
        message
      }
    }
  }
`);
