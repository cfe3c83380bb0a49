; Files are sent by "Send to" of whoever installed it; where it is there for all of a computer, by the menu of files: everybody has a
; "Send to" of their own, which nobody else writes into.
!define JIM_VERB "Software\Classes\*\shell\JimDesktop.Send"

!ifndef BUILD_UNINSTALLER

LangString jimSendFiles 1033 "Send with Jim Desktop"
LangString jimSendFiles 2052 "用 Jim Desktop 发送"

!macro customInstall
  ${if} $installMode == "all"
    WriteRegStr SHELL_CONTEXT "${JIM_VERB}" "" "$(jimSendFiles)"
    WriteRegStr SHELL_CONTEXT "${JIM_VERB}" "Icon" "$INSTDIR\${APP_EXECUTABLE_FILENAME},0"
    WriteRegStr SHELL_CONTEXT "${JIM_VERB}\command" "" '"$INSTDIR\${APP_EXECUTABLE_FILENAME}" "%1"'
  ${else}
    CreateShortCut "$SENDTO\${PRODUCT_NAME}.lnk" "$INSTDIR\${APP_EXECUTABLE_FILENAME}"
  ${endIf}
!macroend

!endif

; Removing the program asks what shall become of messages. No is chosen beforehand, and taken where nobody is asked: with /S, and
; when the next version removes this one. Whoever removes it for all of a computer is asked about what is theirs; others keep theirs.

!ifdef BUILD_UNINSTALLER

LangString jimRemoveData 1033 "Also delete your messages, files and settings of Jim Desktop on this computer?$\r$\n$\r$\nThis cannot be undone. What the server keeps is not touched."
LangString jimRemoveData 2052 "同时删除这台电脑上属于你的 Jim Desktop 消息、文件和设置吗？$\r$\n$\r$\n删除后无法恢复。服务器上的内容不受影响。"

!macro customUnInstall
  ; The next version, if there is one, makes them anew.
  Delete "$SENDTO\${PRODUCT_NAME}.lnk"
  DeleteRegKey SHELL_CONTEXT "${JIM_VERB}"
  ${ifNot} ${isUpdated}
    ${ifNot} ${Silent}
      MessageBox MB_YESNO|MB_ICONQUESTION|MB_DEFBUTTON2 "$(jimRemoveData)" IDNO jimKeepData
      ${if} $installMode == "all"
        SetShellVarContext current
      ${endIf}
      RMDir /r "$APPDATA\${PRODUCT_NAME}"
      ${if} $installMode == "all"
        SetShellVarContext all
      ${endIf}
      jimKeepData:
    ${endIf}
  ${endIf}
!macroend

!endif
