/**
 * A Linux autostart file (freedesktop.org, Desktop Entry and Autostart specifications).
 *
 * @throws TypeError if a part has a line break, which no entry can hold
 */
export function autostartEntry(name: string, command: readonly string[]): string {
  if ([name, ...command].some((part) => /[\r\n]/.test(part))) throw new TypeError('a desktop entry cannot hold a line break')
  return [
    '[Desktop Entry]',
    'Type=Application',
    `Name=${name}`,
    `Exec=${command.map(quoted).join(' ')}`,
    'Terminal=false',
    'X-GNOME-Autostart-enabled=true',
    '',
  ].join('\n')
}

/** One argument of `Exec`: quoted as a shell would, then every backslash again as any value of the file. */
function quoted(argument: string): string {
  const inQuotes = argument.replace(/["`$\\]/g, '\\$&').replaceAll('%', '%%')
  return `"${inQuotes}"`.replaceAll('\\', '\\\\')
}
