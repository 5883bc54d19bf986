/** The languages that the example is there in; longer ones stand in the guide for developers. */
export const snippetLanguages = ['node', 'php', 'python'] as const;
export type SnippetLanguage = (typeof snippetLanguages)[number];

export const snippetNames: Record<SnippetLanguage, string> = { node: 'Node.js', php: 'PHP', python: 'Python' };

/** What signs a token on the site's server, in the usual library of each language. */
export function signSnippet(language: SnippetLanguage, site: string): string {
  return {
    node: `// npm install jose
import { SignJWT } from 'jose';

const secret = new TextEncoder().encode(process.env.PORCHLIGHT_SECRET);

export const porchlightToken = (user) =>
  new SignJWT({ name: user.name, email: user.email })
    .setProtectedHeader({ alg: 'HS256' })
    .setSubject(String(user.id))
    .setAudience('${site}')
    .setIssuedAt()
    .setExpirationTime('10m')
    .sign(secret);`,
    php: `// composer require firebase/php-jwt
use Firebase\\JWT\\JWT;

function porchlightToken($user): string {
  return JWT::encode([
    'sub' => (string) $user->id,
    'aud' => '${site}',
    'iat' => time(),
    'exp' => time() + 600,
    'name' => $user->name,
    'email' => $user->email,
  ], getenv('PORCHLIGHT_SECRET'), 'HS256');
}`,
    python: `# pip install PyJWT
import os, time, jwt

def porchlight_token(user):
    now = int(time.time())
    return jwt.encode({
        "sub": str(user.id),
        "aud": "${site}",
        "iat": now,
        "exp": now + 600,
        "name": user.name,
        "email": user.email,
    }, os.environ["PORCHLIGHT_SECRET"], algorithm="HS256")`,
  }[language];
}

/** What a page says. Works before the tag has come. */
export const pageSnippet = `<script>
  window.Porchlight = window.Porchlight || function () {
    (Porchlight.q = Porchlight.q || []).push(arguments);
  };
  Porchlight('identify', async () => {
    const answer = await fetch('/porchlight-token');
    return answer.ok ? answer.text() : null;
  });
</script>

<!-- where your own log-out button is handled -->
<script>Porchlight('logout');</script>`;
