import type { Danger, FileFamily } from '@shared/file'

/**
 * What endings and bytes stand for, from what the systems do with them: Windows' shell and its scripting hosts, macOS'
 * Launch Services, the desktops of Linux, and what browsers hold back. Where an ending is old and rare it is still on the
 * list when a click on it runs something.
 */
const words = (text: string): readonly string[] => text.trim().split(/\s+/)

const DANGEROUS: { readonly [D in Exclude<Danger, 'disguised'>]: readonly string[] } = {
  program: words(`
    exe com scr pif cpl ocx dll sys drv efi mui gadget ax acm
    app out elf run so dylib bundle kext prefpane saver osx
    jar jnlp class war air swf xbap application xll vxd
    apk xapk aab ipa nexe wasm`),
  script: words(`
    bat cmd btm nt ps1 ps1xml ps2 ps2xml psc1 psc2 psd1 psm1 cdxml pssc vb vbs vbe vbscript bas
    js jse mjs cjs ws wsc wsf wsh sct shb shs hta htc hlp chm reg inf ins isp its job msc
    py pyc pyo pyw pyz pyzw rb rbw pl pm php phar lua tcl tk r groovy kix ahk au3 a3x
    sh bash zsh csh tcsh ksh fish command tool terminal scpt scptd applescript scptx workflow action definition fxp prg mst`),
  installer: words(`
    msi msp msu msix msixbundle msixupload appx appxbundle appinstaller
    deb udeb rpm snap flatpak flatpakref flatpakrepo appimage pkg mpkg dmg iso img toast sparseimage sparsebundle vhd vhdx vmdk wim udf
    xpi crx oxt vsix whl gem cab nupkg widget mobileconfig provisionprofile configprofile`),
  shortcut: words(`
    lnk url website desktop webloc inetloc fileloc afploc ftploc mailloc vncloc directory scf xnk appref-ms library-ms search-ms
    searchconnector-ms settingcontent-ms theme themepack deskthemepack diagcab diagcfg diagpkg rdp ica pcf vcfg oqy iqy dqy rqy
    mad maf mag mam maq mar mas mat mau mav maw mda mdt grp contact printerexport service`),
  macros: words(`
    docm dotm xlsm xltm xlam xlsb xla xlt xlw xlm slk dif pptm potm ppam ppsm sldm ppa wll one onepkg onetoc2
    mdb mde accdb accde accda accdr accdt ade adp mdn mdw pub`),
  page: words(`
    html htm xhtml xht shtml shtm mht mhtml htmls svg svgz xml xsl xslt m3u m3u8 pls asx wax wvx wpl xspf smil smi ram qtl eml emlx`),
}

const FAMILIES: { readonly [F in Exclude<FileFamily, 'other'>]: readonly string[] } = {
  picture: words(
    'jpg jpeg jpe jfif png apng gif webp bmp dib heic heif hif avif tif tiff ico cur svg svgz psd ai jxl jp2 raw dng cr2 cr3 nef arw',
  ),
  video: words('mp4 m4v mov qt mkv webm avi wmv flv f4v mpg mpeg mpe 3gp 3g2 mts m2ts ogv vob rm rmvb asf'),
  sound: words('mp3 m4a m4b aac wav flac ogg oga opus amr wma aif aiff aifc mid midi ape alac m3u m3u8 pls'),
  pdf: words('pdf'),
  document: words('doc docx docm dot dotx dotm odt ott rtf txt text log md markdown pages wps wpd tex epub mobi azw3 msg eml one'),
  sheet: words('xls xlsx xlsm xlsb xlt xltx xltm csv tsv ods ots numbers et dbf'),
  slides: words('ppt pptx pptm pps ppsx ppsm pot potx potm odp otp key dps'),
  archive: words('zip zipx 7z rar tar gz tgz bz2 tbz tbz2 xz txz zst tzst lz lz4 lzh lzma z arj ace cab cpio iso img dmg vhd vhdx jar war'),
  code: words(`
    js mjs cjs jsx ts tsx vue json jsonc json5 yaml yml toml ini cfg conf xml xsl html htm xhtml css scss less
    c h cc cpp cxx hpp cs java kt kts swift go rs rb py php pl lua r sh bash zsh fish ps1 bat cmd sql proto gradle groovy scala dart diff patch ipynb`),
}

/** What bytes that were recognised stand for. Types that are not here tell of nothing. */
type ByteMeaning = { readonly family: FileFamily; readonly danger?: Danger }
const OF_BYTES: { readonly [mime: string]: ByteMeaning | undefined } = {
  'application/x-msdownload': { family: 'other', danger: 'program' },
  'application/x-elf': { family: 'other', danger: 'program' },
  'application/x-mach-binary': { family: 'other', danger: 'program' },
  'application/java-vm': { family: 'other', danger: 'program' },
  'application/java-archive': { family: 'archive', danger: 'program' },
  'application/wasm': { family: 'other', danger: 'program' },
  'application/x-shockwave-flash': { family: 'other', danger: 'program' },
  'application/vnd.android.package-archive': { family: 'archive', danger: 'program' },
  'text/x-shellscript': { family: 'code', danger: 'script' },
  'application/x-bat': { family: 'code', danger: 'script' },
  'application/x-ms-regedit': { family: 'other', danger: 'script' },
  'application/vnd.ms-htmlhelp': { family: 'other', danger: 'script' },
  'application/x-deb': { family: 'archive', danger: 'installer' },
  'application/x-rpm': { family: 'archive', danger: 'installer' },
  'application/x-apple-diskimage': { family: 'archive', danger: 'installer' },
  'application/vnd.ms-cab-compressed': { family: 'archive', danger: 'installer' },
  'application/x-xpinstall': { family: 'archive', danger: 'installer' },
  'application/x-google-chrome-extension': { family: 'archive', danger: 'installer' },
  'application/x.ms.shortcut': { family: 'other', danger: 'shortcut' },
  'application/x.apple.alias': { family: 'other', danger: 'shortcut' },
  'application/x-shortcut': { family: 'other', danger: 'shortcut' },
  'text/html': { family: 'code', danger: 'page' },
  'image/svg+xml': { family: 'picture', danger: 'page' },
  'audio/x-mpegurl': { family: 'sound', danger: 'page' },
  'application/pdf': { family: 'pdf' },
  'application/x-rar-compressed': { family: 'archive' },
  'application/x-7z-compressed': { family: 'archive' },
  'application/gzip': { family: 'archive' },
  'application/zip': { family: 'archive' },
  'application/rtf': { family: 'document' },
  'application/x-cfb': { family: 'document' },
  'video/mp4': { family: 'video' },
}

const byEnding = <K extends string>(table: { readonly [name in K]: readonly string[] }): ReadonlyMap<string, K> =>
  new Map(
    (Object.entries(table) as [K, readonly string[]][])
      .toReversed()
      .flatMap(([name, endings]) => endings.map((each) => [each, name] as const)),
  )

const DANGER_OF = byEnding(DANGEROUS)
const FAMILY_OF = byEnding(FAMILIES)

/** @param ending in lower case, without its dot */
export function dangerOfEnding(ending: string): Exclude<Danger, 'disguised'> | undefined {
  return DANGER_OF.get(ending)
}

export function familyOfEnding(ending: string): FileFamily {
  return FAMILY_OF.get(ending) ?? 'other'
}

/** @param mime as `magic` says it */
export function meaningOfBytes(mime: string): ByteMeaning | undefined {
  const known = OF_BYTES[mime]
  if (known !== undefined) return known
  if (mime.includes('macroenabled')) return { family: officeFamily(mime), danger: 'macros' }
  if (mime.startsWith('image/')) return { family: 'picture' }
  if (mime.startsWith('video/')) return { family: 'video' }
  if (mime.startsWith('audio/')) return { family: 'sound' }
  return undefined
}

function officeFamily(mime: string): FileFamily {
  if (mime.includes('ms-excel')) return 'sheet'
  return mime.includes('ms-powerpoint') ? 'slides' : 'document'
}
