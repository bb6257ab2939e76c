import { createTheme, type MantineColorsTuple } from '@mantine/core';

/** Mantine wants ten shades; these run from the sand surface to the ink of the tokens. */
const navy: MantineColorsTuple = [
  '#f3f5f8',
  '#e3e8ef',
  '#c3ccd9',
  '#9fadc1',
  '#7d8fa9',
  '#5d6778',
  '#3a475b',
  '#22324d',
  '#1a2942',
  '#0f1b2e',
];

/** The design tokens as Mantine understands them. Colours of our own come from `tokens.css`. */
export const mantineTheme = createTheme({
  colors: { navy },
  primaryColor: 'navy',
  primaryShade: { light: 9, dark: 2 },
  autoContrast: true,
  fontFamily: 'var(--font)',
  fontFamilyMonospace: 'ui-monospace, Menlo, Consolas, monospace',
  defaultRadius: 6,
  cursorType: 'pointer',
  respectReducedMotion: true,
  fontSizes: { xs: '11.5px', sm: '13.5px', md: '13.5px', lg: '15px', xl: '18px' },
  headings: { fontFamily: 'var(--font)', fontWeight: '600' },
  components: {
    // Dialogs are put together from these parts: defaults of Modal itself would not reach them. They come and go at once.
    ModalRoot: { defaultProps: { centered: true, transitionProps: { duration: 0 } } },
    ModalOverlay: { defaultProps: { color: 'var(--scrim)', backgroundOpacity: 1 } },
    ModalContent: { defaultProps: { radius: 12 } },
    Menu: { defaultProps: { shadow: 'none', radius: 8, transitionProps: { duration: 90 } } },
    Popover: { defaultProps: { shadow: 'none', radius: 8, transitionProps: { duration: 90 } } },
    Tooltip: { defaultProps: { openDelay: 350, radius: 4 } },
  },
});
