/** The credential in an `Authorization: Bearer` header; null when there is none. */
export const bearerToken = (authorization: string | null | undefined): string | null =>
  /^Bearer +([^ ].*)$/i.exec(authorization ?? "")?.[1] ?? null;
