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
ChangesAssociations=yes

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

[Registry]
; What packaging/bundling/document_types.py says. A lesson opens with digitpad; for all else digitpad
; is offered by "Open with", and what opened it goes on doing so.
Root: HKA; Subkey: "Software\Classes\.digitlesson"; ValueType: string; ValueData: "digitpad.lesson"; Flags: uninsdeletevalue
Root: HKA; Subkey: "Software\Classes\.digitlesson\OpenWithProgids"; ValueType: string; ValueName: "digitpad.lesson"; ValueData: ""; Flags: uninsdeletevalue
Root: HKA; Subkey: "Software\Classes\.safetensors\OpenWithProgids"; ValueType: string; ValueName: "digitpad.model"; ValueData: ""; Flags: uninsdeletevalue
Root: HKA; Subkey: "Software\Classes\.json\OpenWithProgids"; ValueType: string; ValueName: "digitpad.json"; ValueData: ""; Flags: uninsdeletevalue
Root: HKA; Subkey: "Software\Classes\.png\OpenWithProgids"; ValueType: string; ValueName: "digitpad.picture"; ValueData: ""; Flags: uninsdeletevalue
Root: HKA; Subkey: "Software\Classes\.jpg\OpenWithProgids"; ValueType: string; ValueName: "digitpad.picture"; ValueData: ""; Flags: uninsdeletevalue
Root: HKA; Subkey: "Software\Classes\.jpeg\OpenWithProgids"; ValueType: string; ValueName: "digitpad.picture"; ValueData: ""; Flags: uninsdeletevalue
Root: HKA; Subkey: "Software\Classes\.bmp\OpenWithProgids"; ValueType: string; ValueName: "digitpad.picture"; ValueData: ""; Flags: uninsdeletevalue
Root: HKA; Subkey: "Software\Classes\.webp\OpenWithProgids"; ValueType: string; ValueName: "digitpad.picture"; ValueData: ""; Flags: uninsdeletevalue
Root: HKA; Subkey: "Software\Classes\.gif\OpenWithProgids"; ValueType: string; ValueName: "digitpad.picture"; ValueData: ""; Flags: uninsdeletevalue
Root: HKA; Subkey: "Software\Classes\.tif\OpenWithProgids"; ValueType: string; ValueName: "digitpad.picture"; ValueData: ""; Flags: uninsdeletevalue
Root: HKA; Subkey: "Software\Classes\.tiff\OpenWithProgids"; ValueType: string; ValueName: "digitpad.picture"; ValueData: ""; Flags: uninsdeletevalue
Root: HKA; Subkey: "Software\Classes\digitpad.lesson"; ValueType: string; ValueData: "digitpad lesson"; Flags: uninsdeletekey
Root: HKA; Subkey: "Software\Classes\digitpad.lesson\DefaultIcon"; ValueType: string; ValueData: "{app}\digitpadw.exe,0"
Root: HKA; Subkey: "Software\Classes\digitpad.lesson\shell\open\command"; ValueType: string; ValueData: """{app}\digitpadw.exe"" ""%1"""
Root: HKA; Subkey: "Software\Classes\digitpad.model"; ValueType: string; ValueData: "Network weights"; Flags: uninsdeletekey
Root: HKA; Subkey: "Software\Classes\digitpad.model\DefaultIcon"; ValueType: string; ValueData: "{app}\digitpadw.exe,0"
Root: HKA; Subkey: "Software\Classes\digitpad.model\shell\open\command"; ValueType: string; ValueData: """{app}\digitpadw.exe"" ""%1"""
Root: HKA; Subkey: "Software\Classes\digitpad.json"; ValueType: string; ValueData: "Drawing, digits or network"; Flags: uninsdeletekey
Root: HKA; Subkey: "Software\Classes\digitpad.json\DefaultIcon"; ValueType: string; ValueData: "{app}\digitpadw.exe,0"
Root: HKA; Subkey: "Software\Classes\digitpad.json\shell\open\command"; ValueType: string; ValueData: """{app}\digitpadw.exe"" ""%1"""
Root: HKA; Subkey: "Software\Classes\digitpad.picture"; ValueType: string; ValueData: "Picture"; Flags: uninsdeletekey
Root: HKA; Subkey: "Software\Classes\digitpad.picture\DefaultIcon"; ValueType: string; ValueData: "{app}\digitpadw.exe,0"
Root: HKA; Subkey: "Software\Classes\digitpad.picture\shell\open\command"; ValueType: string; ValueData: """{app}\digitpadw.exe"" ""%1"""

[Tasks]
Name: desktopicon; Description: "{cm:CreateDesktopIcon}"; GroupDescription: "{cm:AdditionalIcons}"; Flags: unchecked

[Run]
Filename: "{app}\digitpadw.exe"; Description: "{cm:LaunchProgram,digitpad}"; Flags: nowait postinstall skipifsilent
