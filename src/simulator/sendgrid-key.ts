// The pretend SendGrid's own key pair. It is no secret: whoever can read this may sign for test workspaces,
// and no live account should ever be given the public one.

/** What an account of a test workspace has as `webhook_public_key`: SubjectPublicKeyInfo in base64. */
export const sendgridPublicKey =
  "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAELAHy15ufgpML+rJKON2qediDCZh6Wy1VSKlVqXcNpyNJXA+OqeKlUnyMRSuQZfhPv/gkaso363tw7ilOwQIr9w==";

/** PKCS #8 in base64. */
export const sendgridPrivateKey =
  "MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgLMXIFwaoQb7tMHutdSryStL5T8XJgbf38lXemw+dU5OhRANCAAQsAfLXm5+Ckwv6sko43ap52IMJmHpbLVVIqVWpdw2nI0lcD46p4qVSfIxFK5Bl+E+/+CRqyjfre3DuKU7BAiv3";
