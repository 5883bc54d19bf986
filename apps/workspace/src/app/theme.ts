import type { VariantColorsResolver } from '@mantine/core';
import { createTheme } from '@mantine/core';

/** Names of colours that components may ask for, and the token each stands on. */
const tokens: Record<string, string> = {
  blue: 'accent',
  danger: 'danger',
  success: 'success',
  warning: 'warning',
  glow: 'glow',
};

/** Colours of buttons, badges and the like come from the tokens, whatever the scheme. */
const variantColorResolver: VariantColorsResolver = ({ color, variant }) => {
  const token = tokens[color ?? 'blue'];
  const line = '1px solid transparent';
  if (token === undefined) {
    // Grey: for what should not call.
    const isFilled = variant === 'filled' || variant === 'light' || variant === 'default';
    return {
      background: isFilled ? 'var(--pl-color-surface-sunken)' : 'transparent',
      hover: 'var(--pl-color-surface-hover)',
      color: variant === 'subtle' || variant === 'transparent' ? 'var(--pl-color-text-muted)' : 'var(--pl-color-text)',
      border: variant === 'outline' ? '1px solid var(--pl-color-border-strong)' : line,
    };
  }
  const solid = `var(--pl-color-${token})`;
  const words = `var(--pl-color-${token}-text)`;
  switch (variant) {
    case 'filled':
      return {
        background: solid,
        hover: token === 'accent' || token === 'danger' ? `var(--pl-color-${token}-hover)` : solid,
        color: `var(--pl-color-on-${token})`,
        border: line,
      };
    case 'light':
      return {
        background: `var(--pl-color-${token}-soft)`,
        hover: `var(--pl-color-${token}-soft)`,
        color: words,
        border: line,
      };
    case 'outline':
      return {
        background: 'transparent',
        hover: `var(--pl-color-${token}-soft)`,
        color: words,
        border: `1px solid ${solid}`,
      };
    case 'default':
      return {
        background: 'var(--pl-color-surface-raised)',
        hover: 'var(--pl-color-surface-hover)',
        color: 'var(--pl-color-text)',
        border: '1px solid var(--pl-color-border-strong)',
      };
    default:
      return { background: 'transparent', hover: 'var(--pl-color-surface-hover)', color: words, border: line };
  }
};

/**
 * Mantine on our tokens. Its CSS variables stand in `theme.css`, written by hand on top of the tokens, so that no
 * style element is ever made at run time and the page needs no `unsafe-inline`.
 */
export const theme = createTheme({
  variantColorResolver,
  fontFamily: 'var(--pl-font-sans)',
  fontFamilyMonospace: 'var(--pl-font-mono)',
  cursorType: 'pointer',
  respectReducedMotion: true,
  components: {
    Tooltip: { defaultProps: { openDelay: 400, withArrow: true, events: { hover: true, focus: true, touch: false } } },
    Menu: {
      defaultProps: {
        shadow: 'md',
        radius: 'md',
        transitionProps: { duration: 100 },
        withInitialFocusPlaceholder: false,
      },
    },
  },
});
