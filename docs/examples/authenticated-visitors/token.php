<?php
// Tells Porchlight who is logged in on your site. PHP 8 or newer, without a library; with one it is
// `Firebase\JWT\JWT::encode($claims, $secret, 'HS256')`.

/** A token for one of your users, good for ten minutes. */
function porchlight_token(array $user): string
{
    $now = time();
    $parts = [
        ['alg' => 'HS256', 'typ' => 'JWT'],
        [
            'sub' => (string) $user['id'],
            'aud' => getenv('PORCHLIGHT_SITE'),
            'iat' => $now,
            'exp' => $now + 600,
            'name' => $user['name'],
            'email' => $user['email'],
            'email_verified' => $user['is_email_verified'],
        ],
    ];
    $encode = fn (string $bytes): string => rtrim(strtr(base64_encode($bytes), '+/', '-_'), '=');
    $body = implode('.', array_map(fn (array $part): string => $encode(json_encode($part, JSON_THROW_ON_ERROR)), $parts));
    return $body . '.' . $encode(hash_hmac('sha256', $body, getenv('PORCHLIGHT_SECRET'), true));
}

// What stands at /porchlight-token:
//
//   session_start();
//   header('Cache-Control: no-store');
//   if (!isset($_SESSION['user'])) { http_response_code(204); exit; }
//   header('Content-Type: text/plain');
//   echo porchlight_token($_SESSION['user']);
if (PHP_SAPI === 'cli') {
    echo porchlight_token(['id' => 42, 'name' => 'Ann Example', 'email' => 'ann@shop.example', 'is_email_verified' => true]);
}
