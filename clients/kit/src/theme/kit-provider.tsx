import { DirectionProvider, MantineProvider } from '@mantine/core';
import { Notifications } from '@mantine/notifications';
import type { ReactNode } from 'react';
import { mantineTheme } from './mantine-theme.ts';

/** The nonce that the gateway wrote into the page for its content security policy; '' in development. */
function styleNonce(): string {
  return document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content ?? '';
}

/** Locks scrolling behind dialogs (react-remove-scroll) by a style of its own, and asks this global for the nonce. */
function shareNonce(): void {
  (globalThis as { __webpack_nonce__?: string }).__webpack_nonce__ = styleNonce();
}
shareNonce();

/** Theme, colour scheme, direction and toasts for a whole client. */
export function KitProvider({ direction, children }: { direction: 'ltr' | 'rtl'; children: ReactNode }) {
  return (
    // It follows the document's direction, which the language sets; a key would throw away what is typed and open.
    <DirectionProvider initialDirection={direction}>
      <MantineProvider theme={mantineTheme} defaultColorScheme="auto" getStyleNonce={styleNonce}>
        <Notifications position="bottom-center" limit={3} zIndex={400} containerWidth="auto" />
        {children}
      </MantineProvider>
    </DirectionProvider>
  );
}
