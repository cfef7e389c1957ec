<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
<context>
    <name>AdaptWords</name>
    <message numerus="yes">
        <source>You have {0} digits of your own.</source>
        <translation>
            <numerusform>You have {0} digit of your own.</numerusform>
            <numerusform>You have {0} digits of your own.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>You have {0} digits of your own. It works from {1}, and better from about {2}.</source>
        <translation>
            <numerusform>You have {0} digit of your own. It works from {1}, and better from about {2}.</numerusform>
            <numerusform>You have {0} digits of your own. It works from {1}, and better from about {2}.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>You have {0} digits of your own, too few: about {1} are needed. Say under the canvas what your digits are, or practise.</source>
        <translation>
            <numerusform>You have {0} digit of your own, too few: about {1} are needed. Say under the canvas what your digits are, or practise.</numerusform>
            <numerusform>You have {0} digits of your own, too few: about {1} are needed. Say under the canvas what your digits are, or practise.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>With %n digits the first row is a rough guess.</source>
        <translation>
            <numerusform>With %n digit the first row is a rough guess.</numerusform>
            <numerusform>With %n digits the first row is a rough guess.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Learnt are the latest {0} of your digits.</source>
        <translation>
            <numerusform>Learnt is the latest {0} of your digits.</numerusform>
            <numerusform>Learnt are the latest {0} of your digits.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ArithmeticText</name>
    <message numerus="yes">
        <source>and {0} others: {1}</source>
        <translation>
            <numerusform>and {0} other: {1}</numerusform>
            <numerusform>and {0} others: {1}</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>CollectionDialog</name>
    <message numerus="yes">
        <source>{0} There are {1} more such files.</source>
        <translation>
            <numerusform>{0} There is {1} more such file.</numerusform>
            <numerusform>{0} There are {1} more such files.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{0} digits are selected</source>
        <translation>
            <numerusform>{0} digit is selected</numerusform>
            <numerusform>{0} digits are selected</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>CollectionFiles</name>
    <message numerus="yes">
        <source>Imported: {0} new digits, {1} already there</source>
        <translation>
            <numerusform>Imported: {0} new digit, {1} already there</numerusform>
            <numerusform>Imported: {0} new digits, {1} already there</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>CorrectionRow</name>
    <message numerus="yes">
        <source>Kept as {0}. {1} digits are yours.</source>
        <translation>
            <numerusform>Kept as {0}. {1} digit is yours.</numerusform>
            <numerusform>Kept as {0}. {1} digits are yours.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>DigitChanges</name>
    <message numerus="yes">
        <source>{0} digits are a {1} now.</source>
        <translation>
            <numerusform>{0} digit is a {1} now.</numerusform>
            <numerusform>{0} digits are a {1} now.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>DrawingFiles</name>
    <message numerus="yes">
        <source>{0} is on the canvas; %n other files were not opened</source>
        <translation>
            <numerusform>{0} is on the canvas; %n other file was not opened</numerusform>
            <numerusform>{0} is on the canvas; %n other files were not opened</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Pictures</name>
    <message numerus="yes">
        <source>%n other files were not opened.</source>
        <translation>
            <numerusform>%n other file was not opened.</numerusform>
            <numerusform>%n other files were not opened.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>PracticeParts</name>
    <message numerus="yes">
        <source>Draw {0} digits</source>
        <translation>
            <numerusform>Draw {0} digit</numerusform>
            <numerusform>Draw {0} digits</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>RunRow</name>
    <message numerus="yes">
        <source>%n trials are left; Run goes on with them</source>
        <translation>
            <numerusform>%n trial is left; Run goes on with it</numerusform>
            <numerusform>%n trials are left; Run goes on with them</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>TotalsLine</name>
    <message numerus="yes">
        <source>%n layers · {0} parameters, {1} times the tutorial network's · {2} multiplications an image, {3} times</source>
        <translation>
            <numerusform>%n layer · {0} parameters, {1} times the tutorial network's · {2} multiplications an image, {3} times</numerusform>
            <numerusform>%n layers · {0} parameters, {1} times the tutorial network's · {2} multiplications an image, {3} times</numerusform>
        </translation>
    </message>
</context>
</TS>
