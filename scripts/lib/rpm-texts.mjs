import { APP_ID, INSTALL_DIR } from './deb-texts.mjs'
import { FILE_MANAGER_ENTRIES } from './file-managers.mjs'

/** What the executable is linked with, by the libraries' own names: those of packages differ between Fedora and openSUSE. */
const LIBRARIES = [
  'libgtk-3.so.0',
  'libnss3.so',
  'libasound.so.2',
  'libatk-bridge-2.0.so.0',
  'libatspi.so.0',
  'libcups.so.2',
  'libdrm.so.2',
  'libgbm.so.1',
  'libxkbcommon.so.0',
]
/** What it looks for when it runs: the keychain, links to the browser, notifications. */
const RECOMMENDS = ['libsecret-1.so.0', 'libnotify.so.4']

/**
 * @typedef {object} RpmFacts
 * @property {string} version without `-`
 * @property {string} description one line
 * @property {string} homepage
 * @property {string} license
 * @property {string} packager
 * @property {string | undefined} tryOut why this is no release; undefined for one
 */

/**
 * What rpmbuild reads. Files are as they lie in the stage and are given to root; nothing in them is stripped, compressed or asked
 * what it needs.
 *
 * @param {RpmFacts} facts
 */
export function specFile({ version, description, homepage, license, packager, tryOut }) {
  const needs = [
    ...LIBRARIES.map((name) => `Requires: ${name}()(64bit)`),
    ...RECOMMENDS.map((name) => `Recommends: ${name}()(64bit)`),
    'Recommends: xdg-utils',
  ]
  return `%define __os_install_post %{nil}
%define debug_package %{nil}
%define _build_id_links none
%define _binary_payload w6.gzdio

Name: ${APP_ID}
Version: ${version}
Release: 1
Summary: ${literal(tryOut === undefined ? 'Messenger for the jim1 protocol' : 'TRY-OUT, not for daily use: messenger for the jim1 protocol')}
License: ${literal(license)}
URL: ${literal(homepage)}
Packager: ${literal(packager)}
AutoReqProv: no
${needs.join('\n')}

%description
${literal([description, ...(tryOut === undefined ? [] : [tryOut])].join('\n'))}

%install
mkdir -p %{buildroot}
cp -a %{jim_stage}/. %{buildroot}/

%files
%defattr(-,root,root,-)
${INSTALL_DIR}
/usr/bin/${APP_ID}
/usr/share/applications/${APP_ID}.desktop
/usr/share/metainfo/${APP_ID}.metainfo.xml
/usr/share/doc/${APP_ID}
/usr/share/icons/hicolor/*/apps/${APP_ID}.*
${FILE_MANAGER_ENTRIES.map(([path]) => `/${path}`).join('\n')}
`
}

/** A percent sign begins a macro. @param {string} text */
function literal(text) {
  return text.replaceAll('%', '%%')
}
