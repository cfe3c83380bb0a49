import { LinkifyIt, REBuilder } from 'linkify-it'

/** A link in a text: `[from, to)` in UTF-16, and where it leads. */
export type FoundLink = { readonly from: number; readonly to: number; readonly url: string }

/**
 * Characters that follow an address without a blank in scripts that have none (Han, kana, Hangul with its particles,
 * Thai, Lao, Burmese, Khmer), full-width forms and emoji. Lone halves of surrogate pairs, because linkify-it builds its
 * expressions without the `u` flag.
 */
const GLUED = [
  '\\u0e00-\\u0eff\\u1000-\\u109f\\u1100-\\u11ff\\u1780-\\u17ff',
  '\\u2300-\\u23ff\\u2460-\\u27bf\\u2b00-\\u2bff\\u2e80-\\u2fdf\\u3005-\\u3007\\u3021-\\u30ff\\u3100-\\u31bf',
  '\\u3400-\\u4dbf\\u4e00-\\u9fff\\ua960-\\ua97f\\uac00-\\ud7ff\\uf900-\\ufaff\\uff10-\\uffdc',
  '\\ud83c-\\ud83e\\ud840-\\ud88d',
].join('')

/** What may stand before a letter of such a script inside a path, so that it belongs to it: `/wiki/北京`, `?q=北京`. */
const BEFORE_GLUED = `/=&?#_~+.%\\-${GLUED}\\udc00-\\udfff`

/** `https://a.example/这里` is prose behind the slash of a bare host; deeper down it is a path of its own. */
const ROOT_SLASH = '(?<=//[!-.0-~]{1,255}/)'

/** A letter of such a script that no longer belongs to the path before it. */
const END_OF_PATH = `(?:(?<![${BEFORE_GLUED}])[${GLUED}]|${ROOT_SLASH}[${GLUED}])`

/** The same in a host, where labels of one script each are the rule. */
const END_OF_HOST = `(?<=[A-Za-z0-9])[${GLUED}]`

/** Latin letters, digits and signs that make what follows a part of a longer word. */
const WORD = 'A-Za-z0-9_+\\u00c0-\\u024f'

/**
 * linkify-it's expressions with other borders: a scheme, a host and a path may have other scripts directly before and
 * behind them, and an address is taken whole or not at all.
 */
class Borders extends REBuilder {
  override get_schema_search(): RegExp {
    return (this.cache.schema_search ??= new RegExp(`(^|(?<![${WORD}]))(${this.get_schema_names().source})`, 'ig'))
  }

  override get_pseudo_letter(): RegExp {
    const border = `${this.get_text_separators().source}|${this.src_ZPCc}|${END_OF_HOST}`
    return (this.cache.src_pseudo_letter ??= new RegExp(`(?:(?!${border})${this.src_Any})`))
  }

  /** Neither in the middle of a name and password (`user:pw@host`) nor before a port that is none. */
  override get_host_terminator(): RegExp {
    const end = `(?=$|${this.get_text_separators().source}|${this.src_ZPCc}|${END_OF_HOST})`
    const goesOn = `-|_|@|:[A-Za-z0-9]|\\.-|\\.(?!$|${this.src_ZPCc}|[${GLUED}])`
    return (this.cache.src_host_terminator ??= new RegExp(`${end}(?!${goesOn})`))
  }

  override get_path_terminator(): RegExp {
    return (this.cache.src_path_terminator ??= new RegExp(`${this.src_ZPCc}|${this.get_text_separators().source}|${END_OF_PATH}`))
  }

  override get_mail_name(): RegExp {
    return (this.cache.src_mail_name ??= /[\w%+](?:[\w%+'-]|[.](?=[\w%+'-])){0,63}/)
  }

  /** Not behind what makes it a part of something longer: `https://user:pw@host`, `ssh://git@host`, `a/b@c`. */
  override get_mail_name_validator(): RegExp {
    const border = `(?:^|[^${WORD}%.'/:@-]|(?<!//\\S*):)`
    return (this.cache.mail_name_validator ??= new RegExp(`${border}(${this.get_mail_name().source})$`))
  }
}

const HTTP = /^https?:/i
const MAIL = /^mailto:/i
/** What stands before `www.` when it is the middle of an address whose beginning is not ours to open. */
const MIDDLE = /[./:@-]$/

/** `www.` begins an address without a scheme, as people write it. A bare `name.md` is more often a file. */
function validateWww(text: string, position: number, self: LinkifyIt): number {
  if (MIDDLE.test(text.slice(0, position - 'www.'.length))) return 0
  const rest = (self.re.cache.www_rest ??= new RegExp(
    `(?:(?:${self.re.get_domain().source})\\.){1,10}(?:${self.re.get_domain_root().source})` +
      self.re.get_port().source +
      self.re.get_host_terminator().source +
      self.re.get_path().source,
    'iy',
  ))
  rest.lastIndex = position
  return rest.exec(text)?.[0].length ?? 0
}

/** A mail address with what it is to begin with (`?subject=…`), which is a part of it. */
function validateMailto(text: string, position: number, self: LinkifyIt): number {
  const rest = (self.re.cache.mailto_rest ??= new RegExp(
    `${self.re.get_mailto_validator().source}(?:\\?[\\w.~!$&'*+,;=:@/?%-]{0,2000}[\\w~$&*+=@/%-])?`,
    'iy',
  ))
  rest.lastIndex = position
  return rest.exec(text)?.[0].length ?? 0
}

const linkify = new LinkifyIt({ urlAuth: true, rebuilder: new Borders() })
  .add('ftp:', null)
  .add('//', null)
  .add('mailto:', { validate: validateMailto })
  .add('www.', { validate: validateWww, normalize: (match) => void (match.url = `http://${match.url}`) })

/** The links of a text, in order: `http`, `https` and `mailto` addresses, those that begin with `www.`, and e-mail addresses. */
export function findLinks(text: string): FoundLink[] {
  return (linkify.match(text) ?? [])
    .filter(({ url }) => HTTP.test(url) || MAIL.test(url))
    .map(({ index, lastIndex, url }) => ({ from: index, to: lastIndex, url }))
}
