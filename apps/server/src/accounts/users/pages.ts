import { directionOf, type HelpLanguage, helpLanguages, type SignedIn } from '@porchlight/protocol';
import {
  type HelpPlace,
  type Lobby,
  languageNames,
  layoutPage,
  portalAlternates,
  portalPath,
  startPath,
} from '../../help-center/index.ts';
import { html, type SafeHtml } from '../../platform/html/index.ts';
import type { Site } from '../../sites/index.ts';
import { type Field, type FormView, field, form, messages, submit } from './form-parts.ts';
import type { AccountTexts } from './messages/index.ts';
import type { UserSession } from './user-sessions.ts';

/** What every page of accounts knows. */
export type PageContext = {
  place: HelpPlace;
  site: Site;
  language: HelpLanguage;
  t: AccountTexts;
  session: UserSession | null;
  /** The token of this page's forms. */
  token: string;
};

/** `way`: which way of the header leads here; `account` where it says none. */
export type AccountPage = { title: string; body: SafeHtml; way?: string };

const emailField = (t: AccountTexts, autocomplete = 'username'): Field => ({
  name: 'email',
  label: t.email,
  autocomplete,
  inputmode: 'email',
});
const codeField = (t: AccountTexts): Field => ({
  name: 'code',
  label: t.code,
  hint: t.codeHint,
  autocomplete: 'one-time-code',
});
const nameField = (t: AccountTexts, value?: string): Field => ({
  name: 'name',
  label: t.name,
  hint: t.nameHint,
  autocomplete: 'name',
  ...(value === undefined ? {} : { value }),
});
const newPasswordField = (t: AccountTexts, label: string): Field => ({
  name: 'password',
  label,
  hint: t.passwordHint,
  type: 'password',
  autocomplete: 'new-password',
});
const currentField = (t: AccountTexts): Field => ({
  name: 'current',
  label: t.presentPassword,
  type: 'password',
  autocomplete: 'current-password',
});

/** What a password manager takes as the account's name where no field asks for it. */
function accountName({ session }: PageContext): SafeHtml {
  return html`<input class="unseen" type="text" name="username" autocomplete="username" value="${session?.user.email ?? ''}" readonly tabindex="-1" aria-hidden="true">`;
}

/**
 * Where a page of this site's lies. [LANG1] Of who reads in another language than their profile's, it says which, since
 * the profile's would come otherwise; what a path says itself is left as it is.
 */
export function pathOf(
  { site, language, session }: Pick<PageContext, 'site' | 'language' | 'session'>,
  path: string,
): string {
  const isOther = session !== null && session.user.language !== language && !/[?&]lang=/.test(path);
  return isOther ? portalPath({ site, language }, path) : `/${site.id}/${path}`;
}

function page(context: PageContext, view: FormView, title: string, body: SafeHtml): AccountPage {
  const { t, session, site } = context;
  return {
    title: `${title} – ${site.name}`,
    body: html`<div class="wide form-page">${session && title !== t.account ? html`<p class="crumb"><a href="${pathOf(context, 'account')}">${t.account}</a></p>` : null}
      <h1>${title}</h1>
      ${messages(view, t)}
      ${body}</div>`,
  };
}

export function loginPage(context: PageContext, view: FormView): AccountPage {
  const { t, site } = context;
  const next = view.values.next ?? null;
  return page(
    context,
    view,
    t.logInTo(site.name),
    html`${form(
      { action: pathOf(context, 'login'), token: context.token, next },
      html`${field(view, emailField(t))}
        ${field(view, { name: 'password', label: t.password, type: 'password', autocomplete: 'current-password' })}
        <label class="check"><input type="checkbox" name="remember" value="1"${view.values.remember ? html` checked` : null}> <span>${t.stayLoggedIn}</span></label>
        ${submit(t.logIn)}`,
    )}
      <ul class="more">
        <li><a href="${pathOf(context, 'forgot-password')}">${t.forgot}</a></li>
        ${site.registration === 'off' ? null : html`<li>${t.noAccount} <a href="${pathOf(context, site.registration === 'open' ? 'register' : 'register/code')}">${t.register}</a></li>`}
      </ul>`,
  );
}

export function registerPage(context: PageContext, view: FormView): AccountPage {
  const { t, site } = context;
  const links = html`<ul class="more">
    ${site.registration === 'off' ? null : html`<li><a href="${pathOf(context, 'register/code')}">${t.haveCode}</a></li>`}
    <li>${t.haveAccount} <a href="${pathOf(context, 'login')}">${t.logIn}</a></li>
  </ul>`;
  const title = t.registerTitle(site.name);
  if (site.registration !== 'open') {
    const text = site.registration === 'off' ? t.registerClosed : t.registerInvited;
    return page(context, view, title, html`<p>${text}</p>${links}`);
  }
  return page(
    context,
    view,
    title,
    html`<p>${t.registerText}</p>
      ${form(
        { action: pathOf(context, 'register'), token: context.token },
        html`${field(view, emailField(t, 'email'))}${submit(t.sendCode)}`,
      )}${links}`,
  );
}

export function registerCodePage(context: PageContext, view: FormView, isSent = false): AccountPage {
  const { t } = context;
  return page(
    context,
    view,
    t.codeTitle,
    html`<p>${isSent ? t.codeSent : t.codeText}</p>
      ${form(
        { action: pathOf(context, 'register/code'), token: context.token },
        html`${field(view, emailField(t))}${field(view, codeField(t))}${field(view, nameField(t))}
          ${field(view, newPasswordField(t, t.password))}${submit(t.createAccount)}`,
      )}`,
  );
}

export function forgotPage(context: PageContext, view: FormView): AccountPage {
  const { t } = context;
  return page(
    context,
    view,
    t.forgotTitle,
    html`<p>${t.forgotText}</p>
      ${form(
        { action: pathOf(context, 'forgot-password'), token: context.token },
        html`${field(view, emailField(t))}${submit(t.sendCode)}`,
      )}
      <ul class="more"><li><a href="${pathOf(context, 'new-password')}">${t.haveCode}</a></li></ul>`,
  );
}

export function newPasswordPage(context: PageContext, view: FormView, isSent = false): AccountPage {
  const { t } = context;
  return page(
    context,
    view,
    t.forgotTitle,
    html`<p>${isSent ? t.codeSent : t.codeText}</p>
      ${form(
        { action: pathOf(context, 'new-password'), token: context.token },
        html`${field(view, emailField(t))}${field(view, codeField(t))}${field(view, newPasswordField(t, t.newPassword))}
          ${submit(t.setPassword)}`,
      )}`,
  );
}

export function takeBackPage(context: PageContext, view: FormView): AccountPage {
  const { t } = context;
  return page(
    context,
    view,
    t.takeBackTitle,
    html`<p>${t.takeBackText}</p>
      ${form(
        { action: pathOf(context, 'take-back'), token: context.token },
        html`${field(view, { ...emailField(t), label: t.oldEmail })}${field(view, codeField(t))}${submit(t.takeBack)}`,
      )}`,
  );
}

/** The account's own page: profile, and the ways to everything else. */
export function accountPage(context: PageContext, view: FormView, hasNotice: boolean): AccountPage {
  const { t, session, language, token } = context;
  const chosen = view.values.language ?? session?.user.language ?? language;
  const link = (path: string, label: string) => html`<li><a href="${pathOf(context, path)}">${label}</a></li>`;
  return page(
    context,
    view,
    t.account,
    html`${
      hasNotice
        ? html`<div class="problem"><b>${t.noticeTitle}</b><p>${t.notice}</p>${form(
            { action: pathOf(context, 'account/notice'), token },
            submit(t.noticeRead, 'quiet'),
          )}</div>`
        : null
    }
      <section aria-labelledby="profile"><h2 id="profile">${t.profile}</h2>
      ${form(
        { action: pathOf(context, 'account'), token },
        html`${field(view, nameField(t, view.values.name ?? session?.user.name ?? ''))}
          <div class="field"><label for="language">${t.language}</label>
          <select id="language" name="language">${helpLanguages.map((one) => html`<option value="${one}" lang="${one}" dir="${directionOf(one)}"${one === chosen ? html` selected` : null}>${languageNames[one]}</option>`)}</select></div>
          ${submit(t.save)}`,
      )}</section>
      <section aria-labelledby="login"><h2 id="login">${t.logInData}</h2>
      <p class="address"><bdi>${session?.user.email ?? ''}</bdi></p>
      <ul class="steps">
        ${link('account/email', t.changeEmail)}
        ${link('account/password', t.changePassword)}
        ${link('account/sessions', t.signedIn)}
        ${link(`subscriptions?lang=${language}`, t.subscriptions)}
        <li><a class="dangerous" href="${pathOf(context, 'account/delete')}">${t.deleteAccount}</a></li>
      </ul></section>
      ${form({ action: pathOf(context, 'logout'), token }, submit(t.logOut, 'quiet'))}`,
  );
}

export function emailPage(context: PageContext, view: FormView): AccountPage {
  const { t, session, token } = context;
  return page(
    context,
    view,
    t.changeEmail,
    html`<p>${t.changeEmailText(session?.user.email ?? '')}</p>
      ${form(
        { action: pathOf(context, 'account/email'), token },
        html`${field(view, { ...emailField(t, 'email'), label: t.newEmail })}${accountName(context)}${field(view, currentField(t))}
          ${submit(t.sendCode)}`,
      )}`,
  );
}

export function emailCodePage(context: PageContext, view: FormView, isSent = false): AccountPage {
  const { t, token } = context;
  return page(
    context,
    view,
    t.emailCodeTitle,
    html`<p>${isSent ? t.codeSent : t.codeText}</p>
      ${form(
        { action: pathOf(context, 'account/email/code'), token },
        html`${field(view, { ...emailField(t, 'email'), label: t.newEmail })}${field(view, codeField(t))}${submit(t.confirmEmail)}`,
      )}`,
  );
}

export function passwordPage(context: PageContext, view: FormView): AccountPage {
  const { t, token } = context;
  return page(
    context,
    view,
    t.changePassword,
    html`<p>${t.changePasswordText}</p>
      ${form(
        { action: pathOf(context, 'account/password'), token },
        html`${accountName(context)}${field(view, currentField(t))}${field(view, newPasswordField(t, t.newPassword))}
          ${submit(t.changePassword)}`,
      )}`,
  );
}

export function deletePage(context: PageContext, view: FormView): AccountPage {
  const { t, token } = context;
  return page(
    context,
    view,
    t.deleteAccount,
    html`<p>${t.deleteText}</p>
      ${form(
        { action: pathOf(context, 'account/delete'), token },
        html`${accountName(context)}${field(view, currentField(t))}${submit(t.deleteForEver, 'danger')}`,
      )}
      <ul class="more"><li><a href="${pathOf(context, 'account')}">${t.cancel}</a></li></ul>`,
  );
}

export function sessionsPage(context: PageContext, view: FormView, list: SignedIn[]): AccountPage {
  const { t, token, language } = context;
  const action = pathOf(context, 'account/sessions');
  const locale = language === 'ar' ? 'ar-u-nu-latn' : language;
  const time = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short', timeZone: 'UTC' });
  const country = new Intl.DisplayNames(language, { type: 'region' });
  return page(
    context,
    view,
    t.signedIn,
    html`<p>${t.signedInText}</p>
      <ul class="logins">${list.map((one) => {
        const name = [one.browser, one.os].filter(Boolean).join(', ') || t.unknownBrowser;
        const facts = [
          ...(one.country && /^[A-Z]{2}$/.test(one.country) ? [country.of(one.country) ?? one.country] : []),
          t.lastUsed(`${time.format(one.lastUsedAt)} UTC`),
          ...(one.isRemembered ? [t.remembered] : []),
          ...(one.isOpen ? [] : [t.asleep]),
        ];
        return html`<li><div><b>${name}</b>${one.isThisOne ? html` <span class="mark">${t.thisOne}</span>` : null}<p class="muted">${facts.join(' · ')}</p></div>
          ${one.isThisOne ? null : form({ action, token }, html`<input type="hidden" name="id" value="${one.id}"><button type="submit" class="button quiet" aria-label="${t.endThis(name)}">${t.end}</button>`)}</li>`;
      })}</ul>
      ${list.length > 1 ? form({ action, token }, submit(t.endOthers, 'quiet')) : null}`,
  );
}

/** Asks for the password before logins are ended [REM2]; `id` names the one, none means all others. */
export function confirmPage(context: PageContext, view: FormView): AccountPage {
  const { t, token } = context;
  const { id } = view.values;
  return page(
    context,
    view,
    t.confirmTitle,
    html`<p>${t.confirmText}</p>
      ${form(
        { action: pathOf(context, 'account/sessions'), token },
        html`${id ? html`<input type="hidden" name="id" value="${id}">` : null}${accountName(context)}${field(view, currentField(t))}
          ${submit(t.confirm)}`,
      )}
      <ul class="more"><li><a href="${pathOf(context, 'account/sessions')}">${t.cancel}</a></li></ul>`,
  );
}

/** What is shown where no form can be given back. */
export function errorPage(place: HelpPlace | Lobby, t: AccountTexts, text: string): AccountPage {
  return {
    title: t.errorTitle,
    body: html`<div class="wide form-page"><h1>${t.errorTitle}</h1><p>${text}</p><p><a href="${place.site ? startPath(place) : '/'}">${t.back}</a></p></div>`,
  };
}

/** The whole page, in the look of the help center; `path` is where its form lies, below the site. */
export function wholePage(
  place: HelpPlace | Lobby,
  path: string,
  { title, body, way = 'account' }: AccountPage,
): string {
  const { site } = place;
  return layoutPage(place, {
    title,
    body,
    way,
    canonical: null,
    hasForms: true,
    isPrivate: true,
    alternates: site ? portalAlternates(site, path) : {},
  });
}
