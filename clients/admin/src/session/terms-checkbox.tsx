import { Checkbox } from '@offplan/kit/components/field.tsx';
import type { ComponentProps } from 'react';
import { T } from '../i18n/catalogue.tsx';

type TermsCheckboxProps = Omit<ComponentProps<typeof Checkbox>, 'children'>;

/** Accepting the terms (ID-1). They open in a tab of their own, so that what was typed stays. */
export function TermsCheckbox(props: TermsCheckboxProps) {
  return (
    <Checkbox {...props}>
      {/* biome-ignore lint/a11y/useAnchorContent: its words come from the catalogue. */}
      <T id="signup.terms" with={{ 0: <a href="/terms" target="_blank" rel="noopener" /> }} />
    </Checkbox>
  );
}
