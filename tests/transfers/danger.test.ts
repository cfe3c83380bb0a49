import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Danger } from '@shared/file'
import { endingOf, isNeverOpened, judgeFile } from '../../src/main/transfers/danger'
import { magicOf, magicOfFile } from '../../src/main/transfers/magic'
import { safeFileName } from '../../src/main/transfers/names'
import { tempFolder } from '../store/helpers'

const bytes = (text: string): Buffer => Buffer.from(text, 'latin1')
const PNG = bytes('\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0\x1f\x15\xc4\x89\0\0\0\0IEND\xaeB`\x82')
const JPEG = bytes('\xff\xd8\xff\xe0\0\x10JFIF\0\x01\x01\0\0\x01\0\x01\0\0')
const PE = Buffer.concat([bytes('MZ'), Buffer.alloc(200)])
const ELF = bytes('\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0')
const ZIP = bytes('PK\x03\x04\x14\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x01\0\0\0a')
const CFB = Buffer.concat([bytes('\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1'), Buffer.alloc(600)])
const LNK = bytes('L\0\0\0\x01\x14\x02\0\0\0\0\0\xc0\0\0\0\0\0\0\x46')
const PDF = bytes('%PDF-1.7\n%\xe2\xe3\xcf\xd3\n')

async function judged(name: string, head: Uint8Array = Buffer.alloc(0)): Promise<readonly [string, Danger | undefined]> {
  const { family, danger } = judgeFile(name, await magicOf(head))
  return [family, danger]
}

describe('what a file is, and what is known against it', () => {
  it.each([
    ['photo.jpg', JPEG, 'picture', undefined],
    ['photo.jpg', PNG, 'picture', undefined],
    ['照片.PNG', PNG, 'picture', undefined],
    ['report.pdf', PDF, 'pdf', undefined],
    ['minutes.docx', ZIP, 'document', undefined],
    ['locked.xlsx', CFB, 'sheet', undefined],
    ['old.doc', CFB, 'document', undefined],
    ['notes.txt', bytes('hello'), 'document', undefined],
    ['backup.zip', ZIP, 'archive', undefined],
    ['song.m4a', bytes('\0\0\0\x1cftypmp42\0\0\0\0isommp42'), 'sound', undefined],
    ['nameless', PNG, 'picture', undefined],
    ['nameless', Buffer.alloc(0), 'other', undefined],
    // By the name alone.
    ['setup.exe', Buffer.alloc(0), 'other', 'program'],
    ['SETUP.EXE. . ', Buffer.alloc(0), 'other', 'program'],
    ['photo.jpg.scr', JPEG, 'other', 'program'],
    ['photo\u202egpj.exe', JPEG, 'other', 'program'],
    ['photo.jpg.exe\u200b', JPEG, 'other', 'program'],
    ['run.bat', Buffer.alloc(0), 'code', 'script'],
    ['a.py', Buffer.alloc(0), 'code', 'script'],
    ['jim.deb', Buffer.alloc(0), 'other', 'installer'],
    ['bank.url', Buffer.alloc(0), 'other', 'shortcut'],
    ['budget.xlsm', ZIP, 'sheet', 'macros'],
    ['index.html', bytes('hello'), 'code', 'page'],
    ['logo.svg', Buffer.alloc(0), 'picture', 'page'],
    // By the bytes alone.
    ['photo.jpg', PE, 'picture', 'program'],
    ['report.pdf', ELF, 'pdf', 'program'],
    ['readme', bytes('#!/bin/sh\nrm -rf ~'), 'code', 'script'],
    ['notes.txt', bytes('@echo off\r\ndel *'), 'document', 'script'],
    ['notes.txt', bytes('\xef\xbb\xbf  [InternetShortcut]\r\nURL=file://x'), 'document', 'shortcut'],
    ['notes.txt', bytes('[Desktop Entry]\nExec=x'), 'document', 'shortcut'],
    ['notes.txt', LNK, 'document', 'shortcut'],
    ['notes.txt', bytes('<!-- a --><!-- b -->\n<!DOCTYPE html><p>'), 'document', 'page'],
    ['notes.txt', bytes('<?xml version="1.0"?>\n<svg onload="x"/>'), 'document', 'page'],
    ['notes.txt', Buffer.from('\ufeff<html>', 'utf16le'), 'document', 'page'],
    ['data.csv', bytes('<?xml version="1.0"?><?xml-stylesheet href="//x"?>'), 'sheet', 'page'],
    ['route.gpx', bytes('<?xml version="1.0"?><gpx>'), 'other', undefined],
    // A name that promises what the bytes are not.
    ['report.pdf', ZIP, 'pdf', 'disguised'],
    ['photo.jpg', PDF, 'picture', 'disguised'],
    ['clip.mp4', PNG, 'video', 'disguised'],
    // Whichever is worse.
    ['page.html', PE, 'code', 'program'],
    ['setup.exe', PNG, 'other', 'program'],
  ] as const)('%j with %j is %s, %s', async (name, head, family, danger) => {
    expect(await judged(name, head)).toEqual([family, danger])
  })

  it('never opens what runs', () => {
    const never = (['program', 'script', 'installer', 'shortcut', 'macros', 'page', 'disguised'] as const).filter(isNeverOpened)
    expect(never).toEqual(['program', 'script', 'installer', 'shortcut'])
    expect(isNeverOpened(undefined)).toBe(false)
  })

  it('judges the ending that a saved file has, whatever is done to a name', () => {
    const trick = fc.constantFrom(
      '.',
      ' ',
      '\u202e',
      '\u200b',
      '\ud800',
      '\n',
      '/',
      '\\',
      ':',
      '\u3000',
      '.exe',
      '.js',
      '.jpg',
      'CON',
      'a',
      '会',
    )
    fc.assert(
      fc.property(
        fc.array(trick, { maxLength: 30 }).map((parts) => parts.join('')),
        (name) => {
          const saved = safeFileName(name)
          expect(endingOf(name)).toBe(saved.includes('.') ? saved.split('.').at(-1)!.toLowerCase() : '')
          expect(judgeFile(name)).toEqual(judgeFile(saved))
          // A dot, a blank or a turned direction at the end changes nothing.
          expect(judgeFile(`${name}x.exe. \u202e`).danger).toBe('program')
        },
      ),
      { numRuns: 500 },
    )
  })

  it('is decided at once, whatever the bytes', async () => {
    const endless = ['<!---->'.repeat(600), '<?xml ?>'.repeat(500), '<!doctype '.repeat(400), ' '.repeat(4100), '[desktop'.repeat(500)]
    for (const text of endless) expect(await judged('a.txt', bytes(text))).toEqual(['document', undefined])
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), fc.constantFrom(PNG, JPEG, PE, ZIP, CFB, PDF), async (noise, head) => {
        expect(typeof (await magicOf(Buffer.concat([head.subarray(0, noise.length % head.length), noise])))).toBe('string')
      }),
      { numRuns: 500 },
    )
  })

  it('asks the file, and takes what is none for nothing', async () => {
    const folder = tempFolder()
    writeFileSync(join(folder, 'a'), PNG)
    mkdirSync(join(folder, 'b'))
    expect(await Promise.all(['a', 'b', 'c'].map((name) => magicOfFile(join(folder, name))))).toEqual(['image/png', '', ''])
  })
})
