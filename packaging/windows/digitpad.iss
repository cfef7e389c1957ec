; Inno Setup: an installer that needs no administrator. packaging/bundle.py comes first, then
;   iscc /DVersion=0.1.0 packaging\windows\digitpad.iss
; with the version of digitpad\__init__.py. The installer lies in dist\.

#ifndef Version
  #error Name the version: /DVersion=1.2.3
#endif

[Setup]
AppId=org.digitpad.digitpad
AppName=digitpad
AppVersion={#Version}
AppPublisher=The digitpad developers
DefaultDirName={localappdata}\Programs\digitpad
DefaultGroupName=digitpad
DisableProgramGroupPage=yes
PrivilegesRequired=lowest
ArchitecturesAllowed=x64compatible
ArchitecturesInstallIn64BitMode=x64compatible
LicenseFile=..\..\LICENSE
SetupIconFile=..\..\build\bundle\made\icons\digitpad.ico
UninstallDisplayIcon={app}\digitpadw.exe
OutputDir=..\..\dist
OutputBaseFilename=digitpad-{#Version}-windows-setup
Compression=lzma2
SolidCompression=yes
WizardStyle=modern

[Languages]
Name: "en"; MessagesFile: "compiler:Default.isl"
; Inno Setup has it among its unofficial languages: it need not be where this is compiled.
#if FileExists(AddBackslash(CompilerPath) + "Languages\ChineseSimplified.isl")
Name: "zh_CN"; MessagesFile: "compiler:Languages\ChineseSimplified.isl"
#endif

[InstallDelete]
; Files of an earlier version that this one does not have would be imported all the same.
Type: filesandordirs; Name: "{app}\_internal"

[Files]
Source: "..\..\dist\digitpad\*"; DestDir: "{app}"; Flags: recursesubdirs createallsubdirs ignoreversion

[Icons]
Name: "{group}\digitpad"; Filename: "{app}\digitpadw.exe"
Name: "{userdesktop}\digitpad"; Filename: "{app}\digitpadw.exe"; Tasks: desktopicon

[Tasks]
Name: desktopicon; Description: "{cm:CreateDesktopIcon}"; GroupDescription: "{cm:AdditionalIcons}"; Flags: unchecked

[Run]
Filename: "{app}\digitpadw.exe"; Description: "{cm:LaunchProgram,digitpad}"; Flags: nowait postinstall skipifsilent
