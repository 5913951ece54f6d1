interface Kept {
  value: string;
  path: string;
}

export interface Page {
  status: number;
  /** Where it is, or where it leads. */
  url: string;
  location: string | null;
  body: string;
  headers: Headers;
}

/** A browser without a screen: cookies by host and path, redirects one at a time, so that a test may step in between. */
export class Visitor {
  private readonly jars = new Map<string, Map<string, Kept>>();

  /** @param hosts where a name is really served: `{ 'yunqiao.test': 'http://127.0.0.1:3000' }` */
  constructor(private readonly hosts: Record<string, string> = {}) {}

  cookie(host: string, name: string): string | undefined {
    return this.jars.get(host)?.get(name)?.value;
  }

  setCookie(host: string, name: string, value: string | undefined, path = '/'): void {
    const jar = this.jars.get(host) ?? new Map<string, Kept>();
    this.jars.set(host, jar);
    if (value) jar.set(name, { value, path });
    else jar.delete(name);
  }

  /** One request; a redirect is answered, not followed. */
  async open(address: string, { form, headers = {} }: { form?: object; headers?: object } = {}): Promise<Page> {
    const url = new URL(address);
    const real = this.hosts[url.hostname];
    const response = await fetch(real ? real + url.pathname + url.search : url, {
      method: form ? 'POST' : 'GET',
      redirect: 'manual',
      headers: { Cookie: this.cookies(url), Accept: 'text/html', ...headers },
      ...(form && { body: new URLSearchParams({ ...form }) }),
    });
    for (const line of response.headers.getSetCookie()) this.keep(url.hostname, line);
    const location = response.headers.get('location');
    return {
      status: response.status,
      url: url.href,
      location: location === null ? null : new URL(location, url).href,
      body: await response.text(),
      headers: response.headers,
    };
  }

  /** Sends the form of a page as a press of its button does, with what was typed. */
  submit({ url, body }: Page, typed: Record<string, string>): Promise<Page> {
    const [, action] = /<form[^>]*\saction="([^"]*)"/.exec(body) ?? [];
    const hidden = [...body.matchAll(/<input[^>]*type="hidden"[^>]*>/g)].map(([tag]) => [
      /\sname="([^"]*)"/.exec(tag)?.[1] ?? '',
      /\svalue="([^"]*)"/.exec(tag)?.[1] ?? '',
    ]);
    return this.open(new URL(action ?? url, url).href, { form: { ...Object.fromEntries(hidden), ...typed } });
  }

  private cookies({ hostname, pathname }: URL): string {
    return [...(this.jars.get(hostname) ?? [])]
      .filter(([, { path }]) => `${pathname}/`.startsWith(path.endsWith('/') ? path : `${path}/`))
      .map(([name, { value }]) => `${name}=${value}`)
      .join('; ');
  }

  private keep(host: string, line: string): void {
    const [pair = '', ...attributes] = line.split(/;\s*/);
    const name = pair.slice(0, pair.indexOf('='));
    const attribute = (key: string) =>
      attributes.find((text) => text.toLowerCase().startsWith(`${key}=`))?.slice(key.length + 1);
    const expires = attribute('expires');
    const isOver = attribute('max-age') === '0' || (expires !== undefined && Date.parse(expires) <= Date.now());
    this.setCookie(host, name, isOver ? undefined : pair.slice(name.length + 1), attribute('path') ?? '/');
  }
}
