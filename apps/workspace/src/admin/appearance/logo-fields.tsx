import { Button, FileButton } from '@mantine/core';
import { type AdminSite, type AppearanceAnswer, type ColourScheme, colourSchemes, limits } from '@porchlight/protocol';
import { useMutation } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { api } from '../../api.ts';
import { describeError } from '../../errors.ts';
import { t } from '../../messages/index.ts';
import { showToast } from '../../parts/toasts.tsx';
import classes from './appearance.module.css';

type Logos = AppearanceAnswer['logos'];

/** The site's logos, each saved as soon as it is chosen [HC21]. */
export function LogoFields(props: { site: AdminSite; logos: Logos; onSaved: () => Promise<unknown> }): ReactNode {
  return (
    <div className={classes.pair}>
      {colourSchemes.map((scheme) => (
        <Logo key={scheme} {...props} scheme={scheme} />
      ))}
    </div>
  );
}

function Logo(props: {
  site: AdminSite;
  logos: Logos;
  scheme: ColourScheme;
  onSaved: () => Promise<unknown>;
}): ReactNode {
  const { site, logos, scheme, onSaved } = props;
  const { appearance: words } = t.admin;
  const logo = logos[scheme];
  const save = useMutation({
    mutationFn: async (picture: File | null) => {
      if (picture) await api.saveLogo(site.id, scheme, picture);
      else await api.removeLogo(site.id, scheme);
      await onSaved();
    },
    onSuccess: (_answer, picture) =>
      showToast({ tone: 'success', message: picture ? words.logoSaved : words.logoRemoved }),
  });
  const isTooLarge = (save.variables?.size ?? 0) > limits.logoBytes;
  return (
    <fieldset className={classes.scheme}>
      <legend>{words.logos[scheme]}</legend>
      <div className={classes.plate} data-scheme={scheme}>
        {logo ? (
          <img src={logo.src} alt={words.logos[scheme]} width={logo.width} height={logo.height} />
        ) : (
          <span>{scheme === 'dark' && logos.light ? words.logoSame : words.logoNone}</span>
        )}
      </div>
      {save.isError && (
        <p className={classes.failing} role="alert">
          {isTooLarge ? words.logoTooLarge : describeError(save.error)}
        </p>
      )}
      <div className={classes.actions}>
        <FileButton
          accept="image/png,image/jpeg,image/webp,image/gif,image/avif"
          inputProps={{ 'aria-label': words.logoChoose(words.logos[scheme]) }}
          onChange={(file) => file && save.mutate(file)}
        >
          {(given) => (
            <Button
              {...given}
              variant="default"
              size="sm"
              loading={save.isPending}
              aria-label={words.logoChoose(words.logos[scheme])}
            >
              {words.choose}
            </Button>
          )}
        </FileButton>
        {logo && (
          <Button
            variant="default"
            size="sm"
            aria-label={words.removeLogoOf(words.logos[scheme])}
            disabled={save.isPending}
            onClick={() => save.mutate(null)}
          >
            {words.removeLogo}
          </Button>
        )}
      </div>
    </fieldset>
  );
}
