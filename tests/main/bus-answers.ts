/** What each program prints of a property of D-Bus, and what that means. */
export const BUS_ANSWERS: readonly (readonly [program: string, printed: string, means: boolean])[] = [
  ['gdbus', '(<true>,)\n', true],
  ['gdbus', '(<false>,)\n', false],
  ['busctl', 'b true\n', true],
  ['busctl', 'b false\n', false],
  ['dbus-send', 'method return time=1\n   variant       boolean true\n', true],
  ['dbus-send', 'method return time=1\n   variant       boolean false\n', false],
]
