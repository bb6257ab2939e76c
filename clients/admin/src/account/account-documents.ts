import { graphql } from '../generated/gql.ts';

export const AccountDocument = graphql(`
  query Account {
    viewer {
      user {
        id
        name
        email
        locale
      }
      signInSecurity {
        hasPassword
        authenticatorSince
        recoveryCodesLeft
        pendingEmail
        passkeys {
          id
          name
          isSynced
          createdAt
          lastUsedAt
        }
        google {
          email
          linkedAt
        }
      }
    }
  }
`);

export const SessionsDocument = graphql(`
  query Sessions($after: String) {
    viewer {
      user {
        id
      }
      sessions(first: 50, after: $after) {
        edges {
          node {
            id
            browser
            device
            network
            startedAt
            lastUsedAt
            isCurrent
          }
        }
        pageInfo {
          hasNextPage
          endCursor
        }
      }
    }
  }
`);

export const EndSessionDocument = graphql(`
  mutation EndSession($input: EndSessionInput!) {
    endSession(input: $input) {
      ... on EndSessionSuccess {
        sessionId
      }
      ... on UserError {
        code
        message
      }
    }
  }
`);

export const EndOtherSessionsDocument = graphql(`
  mutation EndOtherSessions {
    endOtherSessions {
      ... on EndOtherSessionsSuccess {
        count
      }
    }
  }
`);

export const ChangeNameDocument = graphql(`
  mutation ChangeName($input: ChangeNameInput!) {
    changeName(input: $input) {
      ... on ChangeProfileSuccess {
        user {
          id
          name
        }
      }
      ... on UserError {
        code
        message
      }
    }
  }
`);

export const ChangeLocaleDocument = graphql(`
  mutation ChangeLocale($input: ChangeLocaleInput!) {
    changeLocale(input: $input) {
      ... on ChangeProfileSuccess {
        user {
          id
          locale
        }
      }
    }
  }
`);

export const RequestEmailChangeDocument = graphql(`
  mutation RequestEmailChange($input: RequestEmailChangeInput!) {
    requestEmailChange(input: $input) {
      ... on RequestEmailChangeSuccess {
        email
      }
      ... on ProofNeeded {
        methods
      }
      ... on UserError {
        code
        message
      }
    }
  }
`);

export const ChangePasswordDocument = graphql(`
  mutation ChangePassword($input: ChangePasswordInput!) {
    changePassword(input: $input) {
      ... on ChangePasswordSuccess {
        isChanged
      }
      ... on ValidationFailed {
        issues {
          path
          code
          message
        }
      }
      ... on ProofNeeded {
        methods
      }
      ... on UserError {
        code
        message
      }
    }
  }
`);

export const BeginAuthenticatorDocument = graphql(`
  mutation BeginAuthenticator {
    beginAuthenticator {
      ... on BeginAuthenticatorSuccess {
        secret
        uri
      }
      ... on ProofNeeded {
        methods
      }
      ... on UserError {
        code
        message
      }
    }
  }
`);

export const ConfirmAuthenticatorDocument = graphql(`
  mutation ConfirmAuthenticator($input: ConfirmAuthenticatorInput!) {
    confirmAuthenticator(input: $input) {
      ... on RecoveryCodesSuccess {
        codes
      }
      ... on ProofNeeded {
        methods
      }
      ... on UserError {
        code
        message
      }
    }
  }
`);

export const RemoveAuthenticatorDocument = graphql(`
  mutation RemoveAuthenticator {
    removeAuthenticator {
      ... on RemoveAuthenticatorSuccess {
        isRemoved
      }
      ... on ProofNeeded {
        methods
      }
      ... on UserError {
        code
        message
      }
    }
  }
`);

export const MakeRecoveryCodesDocument = graphql(`
  mutation MakeRecoveryCodes {
    makeRecoveryCodes {
      ... on RecoveryCodesSuccess {
        codes
      }
      ... on ProofNeeded {
        methods
      }
      ... on UserError {
        code
        message
      }
    }
  }
`);

export const RenamePasskeyDocument = graphql(`
  mutation RenamePasskey($input: RenamePasskeyInput!) {
    renamePasskey(input: $input) {
      ... on RenamePasskeySuccess {
        passkey {
          id
          name
        }
      }
      ... on UserError {
        code
        message
      }
    }
  }
`);

export const RemovePasskeyDocument = graphql(`
  mutation RemovePasskey($input: RemovePasskeyInput!) {
    removePasskey(input: $input) {
      ... on RemovePasskeySuccess {
        passkeyId
      }
      ... on ProofNeeded {
        methods
      }
      ... on UserError {
        code
        message
      }
    }
  }
`);

export const UnlinkGoogleDocument = graphql(`
  mutation UnlinkGoogle {
    unlinkGoogle {
      ... on UnlinkGoogleSuccess {
        isUnlinked
      }
      ... on ProofNeeded {
        methods
      }
      ... on UserError {
        code
        message
      }
    }
  }
`);
