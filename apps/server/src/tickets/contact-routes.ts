import {
  type ContactField,
  cleanLine,
  directionOf,
  type FormAnswer,
  isClientId,
  labelIn,
  limits,
} from '@porchlight/protocol';
import { FormProblems } from '../accounts/users/index.ts';
import type { ArticleReader, Hit } from '../articles/index.ts';
import type { Conversations, Sender } from '../conversations/index.ts';
import type { Uploads } from '../files/index.ts';
import { createAllowance } from '../platform/allowance/index.ts';
import { appError } from '../platform/errors/index.ts';
import { hashSecret, newSecret } from '../platform/ids/index.ts';
import { contactPage, mayAsk, nameOf, receivedPage, suggestedPath } from './contact-pages.ts';
import { emptyView, type FormView } from './controls.ts';
import type { FormBody, FormUploader } from './form-body.ts';
import type { Asked, FormScope } from './form-scope.ts';
import type { HeldCookie } from './held-cookie.ts';
import { fileProblems, findKept } from './kept-files.ts';
import type { Mine } from './mine.ts';

export type ContactOptions = {
  conversations: Conversations;
  uploads: Uploads;
  reader: ArticleReader;
  mine: Mine;
  cookie: HeldCookie;
  isMailOn: boolean;
  networkOf(ip: string): string;
};

const suggestionsShown = 4;
const message = 'Too many forms came from this address. Try again later.';

/** A name for a form that nobody has seen: sent twice it is one. */
export const newName = () => newSecret().slice(0, 22);

/** [HC14, HC15] The contact form: what it asks, what it takes, what becomes of it. */
export function contactRoutes(scope: FormScope, options: ContactOptions): void {
  const { conversations, uploads, reader, mine, cookie, isMailOn, networkOf } = options;
  const allowForm = createAllowance({ points: 20, durationS: 600, code: 'too_many_messages', message });
  const allowMail = createAllowance({ points: 10, durationS: 3_600, code: 'too_many_requests', message });
  const allowLook = createAllowance({ points: 120, durationS: 60, code: 'too_many_requests', message });

  async function suggest({ place, request }: Asked, query: string): Promise<Hit[]> {
    const text = cleanLine(query, limits.searchChars);
    if (text === '') return [];
    await allowLook(networkOf(request.ip));
    const { language, tree, actor, site } = place;
    const languages = [language, ...tree.languages.filter((one) => one !== language)];
    return reader.findAnswers({ site: site.id, languages, query: text, actor, limit: suggestionsShown });
  }

  /** A user by their login; a guest by what their browser holds, or is going to. */
  async function senderOf(asked: Asked, client: string): Promise<Sender> {
    const { reader: who, place } = asked;
    const known = await asked.forms.findContact(asked.request);
    if (known && who.user) return { key: mine.userKeyOf(place.site.id, who.user.id, client), token: null, known };
    const token = await mine.findToken(asked, client);
    return { key: conversations.held.startKeyOf(token, client), token, known: null };
  }

  async function uploaderOf(asked: Asked, fields: Record<string, string>): Promise<FormUploader | null> {
    const { client, round } = fields;
    if (!asked.place.site.contactForm.isOn || !mayAsk(asked.place) || !isClientId(client) || !isClientId(round))
      return null;
    const { key } = await senderOf(asked, client);
    return {
      uploader: {
        site: asked.place.site.id,
        owner: `key:${hashSecret(key)}`,
        conversation: null,
        network: networkOf(asked.request.ip),
      },
      prefix: round,
    };
  }

  const findFiles = async (asked: Asked, body: FormBody) =>
    findKept(uploads, await uploaderOf(asked, { round: newName(), ...body.fields }), body);

  scope.get('contact', async (asked) => {
    const { q } = asked.request.query as { q?: unknown };
    const subject = typeof q === 'string' ? cleanLine(q, limits.subjectChars) : '';
    const suggestions = subject === '' ? null : await suggest(asked, subject);
    const view = { ...emptyView, values: { subject } };
    return scope.send(asked, contactPage(scope.contextOf(asked), view, { ...newNames(), suggestions }));
  });

  scope.get('contact/suggestions', async (asked) => {
    const { q } = asked.request.query as { q?: unknown };
    const hits = await suggest(asked, typeof q === 'string' ? q : '');
    const articles = hits.map(({ title, slug, language }) => ({
      title,
      path: suggestedPath(asked.place, slug),
      language,
      direction: directionOf(language),
    }));
    return asked.reply.header('cache-control', 'no-store').send({ articles });
  });

  scope.get('contact/received', async (asked) => {
    const { ticket: id } = asked.request.query as { ticket?: unknown };
    const own = (await mine.findAll(asked)).find(({ row }) => row.id === id);
    const ticket = own ? await conversations.tickets.find(own.row.id) : null;
    const received = ticket && {
      conversation: ticket.conversation_id,
      subject: own?.row.subject ?? '',
      email: isMailOn ? ticket.email : null,
    };
    return scope.send(asked, receivedPage(scope.contextOf(asked), received));
  });

  scope.post({
    path: 'contact',
    uploaderOf,
    async submit(asked, body) {
      const { place, request, reply, reader: who } = asked;
      const { site } = place;
      if (!site.contactForm.isOn) throw appError('contact_form_off', 'This help center has no contact form.');
      if (!mayAsk(place)) throw appError('help_right_missing', 'Writing to us is not open to you here.');
      const { fields } = body;
      const files = await findFiles(asked, body);
      if (fields.do === 'look') {
        const view = { values: fields, kept: files, problems: fileProblems(asked, body) };
        const suggestions = await suggest(asked, `${fields.subject ?? ''}`);
        const names = { client: nameIn(fields.client), round: newName() };
        return { page: contactPage(scope.contextOf(asked), view, { ...names, suggestions }) };
      }
      const answers = readAnswers(asked, body, files);
      await allowForm(networkOf(request.ip));
      const client = nameIn(fields.client);
      const sender = await senderOf(asked, client);
      const isMailed = await allowMail(networkOf(request.ip)).then(
        () => true,
        () => false,
      );
      const sent = {
        clientId: client,
        subject: cleanLine(fields.subject ?? '', limits.subjectChars),
        text: fields.message ?? '',
        files: files.map(({ id }) => id),
        name: who.user?.name ?? fields.name ?? null,
        email: who.user?.email ?? fields.email ?? '',
        language: place.language,
        fields: answers,
        isMailed,
        own: asked.forms.findOwnVisit(request),
      };
      const id = await conversations.tickets.open(site, sender, sent, request.ip);
      if (sender.token !== null) cookie.keep(reply, site, sender.token);
      return { to: `contact/received?ticket=${id}` };
    },
    async giveBack(asked, view, body) {
      const kept = await findFiles(asked, body);
      const { subject = '' } = body.fields;
      const suggestions = await suggest(asked, subject).catch(() => []);
      const names = { client: nameIn(body.fields.client), round: newName() };
      const shown = suggestions.length > 0 ? suggestions : null;
      return contactPage(scope.contextOf(asked), { ...view, kept }, { ...names, suggestions: shown });
    },
  });
}

const newNames = () => ({ client: newName(), round: newName() });

/** What names a form; what is no name of ours is a form of its own. */
export const nameIn = (given: string | undefined) => (isClientId(given) ? given : newName());

/** [HC14] What was answered in the site's own fields; throws what is wrong with the form. */
function readAnswers(asked: Asked, body: FormBody, files: FormView['kept']): FormAnswer[] {
  const { place, reader, t } = asked;
  const { fields } = body;
  const problems: FormView['problems'][number][] = [];
  const need = (field: string, text: string) => problems.push({ field, text });
  if (!reader.user && (fields.email ?? '').trim() === '') need('email', t.missing.email);
  const subject = (fields.subject ?? '').trim();
  if (cleanLine(subject, limits.subjectChars) === '') need('subject', t.missing.subject);
  else if (subject.length > limits.subjectChars) need('subject', t.wrong.tooLong(limits.subjectChars));
  const answers: FormAnswer[] = [];
  const before = place.site.contactForm.fields.filter(({ kind }) => kind !== 'file');
  const last = place.site.contactForm.fields.filter(({ kind }) => kind === 'file');
  for (const field of before) {
    const answer = readAnswer(asked, field, fields[nameOf(field)] ?? '', need);
    if (answer) answers.push(answer);
  }
  if ((fields.message ?? '').trim() === '') need('message', t.missing.message);
  for (const field of last) {
    const own = files.filter((one) => one.field === nameOf(field));
    if (own.length > 0) answers.push({ label: labelOf(asked, field), value: own.map(({ name }) => name).join(', ') });
    else if (field.isRequired) need(nameOf(field), t.missing.field);
  }
  if (files.length > limits.filesPerMessage) need('files', t.wrong.tooManyFiles);
  problems.push(...fileProblems(asked, body));
  if (problems.length > 0) throw new FormProblems(problems);
  return answers;
}

function labelOf({ place }: Asked, { labels }: Pick<ContactField, 'labels'>): string {
  return labelIn(labels, place.language, place.tree.defaultLanguage);
}

function readAnswer(
  asked: Asked,
  field: ContactField,
  typed: string,
  need: (name: string, text: string) => void,
): FormAnswer | null {
  const { t } = asked;
  const text = typed.trim();
  const label = labelOf(asked, field);
  if (text === '') {
    if (field.isRequired) need(nameOf(field), t.missing.field);
    return null;
  }
  if (field.kind === 'choice') {
    const choice = field.choices.find(({ id }) => id === text);
    if (choice) return { label, value: labelOf(asked, choice) };
    need(nameOf(field), t.wrong.choice);
    return null;
  }
  if (text.length > limits.formAnswerChars) need(nameOf(field), t.wrong.tooLong(limits.formAnswerChars));
  return { label, value: cleanLine(text, limits.formAnswerChars) };
}
