<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>AboutDialog</name>
    <message>
        <source>About digitpad</source>
        <translation>关于 digitpad</translation>
    </message>
    <message>
        <source>&amp;Overview</source>
        <translation>概览(&amp;O)</translation>
    </message>
    <message>
        <source>&amp;Licences</source>
        <translation>许可证(&amp;L)</translation>
    </message>
    <message>
        <source>&amp;Close</source>
        <translation>关闭(&amp;C)</translation>
    </message>
    <message>
        <source>digitpad {0}</source>
        <translation>digitpad {0}</translation>
    </message>
    <message>
        <source>Draw a digit, and a convolutional network reads it while you draw.</source>
        <translation>写一个数字，卷积神经网络边写边认。</translation>
    </message>
    <message>
        <source>Free software under the MIT licence</source>
        <translation>自由软件，采用 MIT 许可证</translation>
    </message>
    <message>
        <source>The licences could not be read ({0}). Install digitpad again.</source>
        <translation>无法读取许可证（{0}）。请重新安装 digitpad。</translation>
    </message>
</context>
<context>
    <name>Actions</name>
    <message>
        <source>&amp;Open Drawing or Picture…</source>
        <translation>打开手写或图片(&amp;O)…</translation>
    </message>
    <message>
        <source>&amp;Save Drawing…</source>
        <translation>保存手写(&amp;S)…</translation>
    </message>
    <message>
        <source>&amp;Quit</source>
        <translation>退出(&amp;Q)</translation>
    </message>
    <message>
        <source>Paste &amp;Picture</source>
        <translation>粘贴图片(&amp;P)</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>撤销</translation>
    </message>
    <message>
        <source>Redo</source>
        <translation>重做</translation>
    </message>
    <message>
        <source>Clear</source>
        <translation>清空</translation>
    </message>
    <message>
        <source>Eraser</source>
        <translation>橡皮</translation>
    </message>
    <message>
        <source>Thinner Brush</source>
        <translation>画笔变细</translation>
    </message>
    <message>
        <source>Thicker Brush</source>
        <translation>画笔变粗</translation>
    </message>
    <message>
        <source>Take back the last stroke</source>
        <translation>撤回最后一笔</translation>
    </message>
    <message>
        <source>Do again what was undone</source>
        <translation>恢复刚撤销的操作</translation>
    </message>
    <message>
        <source>Take all ink away; undo brings it back</source>
        <translation>擦去全部墨迹；可用撤销找回</translation>
    </message>
    <message>
        <source>Erase parts of strokes instead of drawing</source>
        <translation>不再书写，改为擦除笔画的一部分</translation>
    </message>
    <message>
        <source>&amp;Practice</source>
        <translation>练习(&amp;P)</translation>
    </message>
    <message>
        <source>&amp;Open Model…</source>
        <translation>打开模型(&amp;O)…</translation>
    </message>
    <message>
        <source>Use the &amp;Bundled Model</source>
        <translation>使用自带模型(&amp;B)</translation>
    </message>
    <message>
        <source>Test the &amp;Model</source>
        <translation>测试模型(&amp;M)</translation>
    </message>
    <message>
        <source>Like the &amp;System</source>
        <translation>跟随系统(&amp;S)</translation>
    </message>
    <message>
        <source>&amp;Light</source>
        <translation>浅色(&amp;L)</translation>
    </message>
    <message>
        <source>&amp;Dark</source>
        <translation>深色(&amp;D)</translation>
    </message>
    <message>
        <source>Like the S&amp;ystem</source>
        <translation>跟随系统语言(&amp;Y)</translation>
    </message>
    <message>
        <source>Open L&amp;esson…</source>
        <translation>打开课程(&amp;E)…</translation>
    </message>
    <message>
        <source>Save Lesso&amp;n…</source>
        <translation>保存课程(&amp;N)…</translation>
    </message>
    <message>
        <source>&amp;File</source>
        <translation>文件(&amp;F)</translation>
    </message>
    <message>
        <source>&amp;Edit</source>
        <translation>编辑(&amp;E)</translation>
    </message>
    <message>
        <source>&amp;Number</source>
        <translation>多位数(&amp;N)</translation>
    </message>
    <message>
        <source>&amp;It Is a</source>
        <translation>这个数字是(&amp;I)</translation>
    </message>
    <message>
        <source>&amp;Model</source>
        <translation>模型(&amp;M)</translation>
    </message>
    <message>
        <source>&amp;Layers</source>
        <translation>层(&amp;L)</translation>
    </message>
    <message>
        <source>&amp;Training</source>
        <translation>训练(&amp;T)</translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation>视图(&amp;V)</translation>
    </message>
    <message>
        <source>Lan&amp;guage</source>
        <translation>语言 Language(&amp;G)</translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <translation>帮助(&amp;H)</translation>
    </message>
</context>
<context>
    <name>AdaptDialog</name>
    <message>
        <source>Adapt to My Hand</source>
        <translation>适应我的笔迹</translation>
    </message>
    <message>
        <source>&amp;Adapt</source>
        <translation>适应(&amp;A)</translation>
    </message>
    <message>
        <source>Have the network learn your digits: a few seconds</source>
        <translation>让网络学习你写的数字：只需几秒</translation>
    </message>
    <message>
        <source>&amp;Stop</source>
        <translation>停止(&amp;S)</translation>
    </message>
    <message>
        <source>A&amp;ccept</source>
        <translation>采用(&amp;C)</translation>
    </message>
    <message>
        <source>Save the new model and read with it</source>
        <translation>保存新模型，并用它来识别</translation>
    </message>
    <message>
        <source>&amp;Discard</source>
        <translation>放弃(&amp;D)</translation>
    </message>
    <message>
        <source>&amp;Undo</source>
        <translation>撤销(&amp;U)</translation>
    </message>
    <message>
        <source>Read with the earlier model again</source>
        <translation>改回用原来的模型识别</translation>
    </message>
    <message>
        <source>C&amp;lose</source>
        <translation>关闭(&amp;L)</translation>
    </message>
    <message>
        <source>The network learns your hand from the digits that you corrected or practised, and keeps reading others' as before. Nothing changes until you accept it.</source>
        <translation>网络用你纠正过或练习过的数字学习你的笔迹，同时仍能认得别人写的数字。在你采用之前，一切都不会改变。</translation>
    </message>
    <message>
        <source>Stopped. The model in use is as it was.</source>
        <translation>已停止。正在使用的模型没有变化。</translation>
    </message>
    <message>
        <source>The network has learnt your hand: accept it or discard it.</source>
        <translation>网络已经学会你的笔迹：请选择采用或放弃。</translation>
    </message>
    <message>
        <source>In use now: {0}.</source>
        <translation>现在使用：{0}。</translation>
    </message>
    <message>
        <source>Discarded. The model in use is as it was.</source>
        <translation>已放弃。正在使用的模型没有变化。</translation>
    </message>
    <message>
        <source>In use again: {0}. {1} stays among the models.</source>
        <translation>已改回使用：{0}。{1} 仍保留在模型列表中。</translation>
    </message>
</context>
<context>
    <name>AdaptTable</name>
    <message>
        <source>Read right before and after adapting</source>
        <translation>适应前后的识别正确率</translation>
    </message>
    <message>
        <source>Read right</source>
        <translation>识别正确</translation>
    </message>
    <message>
        <source>Before</source>
        <translation>适应前</translation>
    </message>
    <message>
        <source>After</source>
        <translation>适应后</translation>
    </message>
    <message>
        <source>Points</source>
        <translation>百分点</translation>
    </message>
    <message>
        <source>Your digits, held back</source>
        <translation>你的数字（留出的部分）</translation>
    </message>
    <message>
        <source>Synthetic digits by other hands</source>
        <translation>其他笔迹的合成数字</translation>
    </message>
    <message>
        <source>Each digit as read by a network that learnt from others of yours, not from it</source>
        <translation>每个数字都由没有学过它、只学过你其他数字的网络来识别</translation>
    </message>
    <message>
        <source>MNIST's test images</source>
        <translation>MNIST 测试图像</translation>
    </message>
    <message>
        <source>MNIST is not on this machine</source>
        <translation>本机没有 MNIST</translation>
    </message>
    <message>
        <source>{0} %</source>
        <translation>{0}%</translation>
    </message>
    <message>
        <source>{0} of {1}</source>
        <translation>{1} 个中的 {0} 个</translation>
    </message>
</context>
<context>
    <name>AdaptWords</name>
    <message numerus="yes">
        <source>You have {0} digits of your own.</source>
        <translation>
            <numerusform>你自己的数字有 {0} 个。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>You have {0} digits of your own. It works from {1}, and better from about {2}.</source>
        <translation>
            <numerusform>你自己的数字有 {0} 个。有 {1} 个就能适应，约 {2} 个以上效果更好。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>You have {0} digits of your own, too few: about {1} are needed. Say under the canvas what your digits are, or practise.</source>
        <translation>
            <numerusform>你自己的数字只有 {0} 个，太少了：大约需要 {1} 个。请在画布下方指出你写的是几，或者做练习。</numerusform>
        </translation>
    </message>
    <message>
        <source>{0} learns your digits…</source>
        <translation>{0} 正在学习你的数字…</translation>
    </message>
    <message>
        <source>It reads your digits better.</source>
        <translation>它认你的数字认得更准了。</translation>
    </message>
    <message>
        <source>It reads your digits as well as before, and no better.</source>
        <translation>它认你的数字和以前一样准，没有提高。</translation>
    </message>
    <message>
        <source>It reads your digits worse: discard it, and add more digits.</source>
        <translation>它认你的数字反而变差了：请放弃，并再添加一些数字。</translation>
    </message>
    <message>
        <source>It has lost {0} points on MNIST.</source>
        <translation>它在 MNIST 上下降了 {0} 个百分点。</translation>
    </message>
    <message numerus="yes">
        <source>With %n digits the first row is a rough guess.</source>
        <translation>
            <numerusform>只有 %n 个数字，第一行只能作粗略参考。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Learnt are the latest {0} of your digits.</source>
        <translation>
            <numerusform>学习的是你最近的 {0} 个数字。</numerusform>
        </translation>
    </message>
    <message>
        <source>{0} has learnt some of them before, so Before is too high.</source>
        <translation>其中一些 {0} 以前就学过，所以“适应前”一栏偏高。</translation>
    </message>
</context>
<context>
    <name>AnswerPanel</name>
    <message>
        <source>The network's answer</source>
        <translation>网络的答案</translation>
    </message>
    <message>
        <source>Confidence of the answer</source>
        <translation>答案的置信度</translation>
    </message>
    <message>
        <source>What it sees</source>
        <translation>网络看到的</translation>
    </message>
    <message>
        <source>Probabilities</source>
        <translation>概率</translation>
    </message>
    <message>
        <source>not sure</source>
        <translation>不确定</translation>
    </message>
</context>
<context>
    <name>ArchitectureChoice</name>
    <message>
        <source>Network</source>
        <translation>网络</translation>
    </message>
    <message>
        <source>&amp;Design…</source>
        <translation>设计(&amp;D)…</translation>
    </message>
    <message>
        <source>Design a network of your own (Ctrl+Shift+N)</source>
        <translation>设计自己的网络 (Ctrl+Shift+N)</translation>
    </message>
    <message>
        <source>{0}: {1} parameters, {2} multiplications an image</source>
        <translation>{0}：{1} 个参数，每幅图像 {2} 次乘法</translation>
    </message>
    <message>
        <source>{0}; not saved in a file</source>
        <translation>{0}；尚未存为文件</translation>
    </message>
</context>
<context>
    <name>ArchitectureFiles</name>
    <message>
        <source>Open Network</source>
        <translation>打开网络</translation>
    </message>
    <message>
        <source>Networks (*.json)</source>
        <translation>网络 (*.json)</translation>
    </message>
    <message>
        <source>Save Network</source>
        <translation>保存网络</translation>
    </message>
    <message>
        <source>There is a network {0} already. Replace it?</source>
        <translation>已经有名为 {0} 的网络。要替换它吗？</translation>
    </message>
</context>
<context>
    <name>ArithmeticText</name>
    <message>
        <source>Arithmetic of one value</source>
        <translation>一个值的计算过程</translation>
    </message>
    <message>
        <source>Click a value, or move to it with the arrow keys and press Enter.</source>
        <translation>点击一个值，或用方向键移到它上面再按回车。</translation>
    </message>
    <message>
        <source>(grey level − mean) / deviation</source>
        <translation>（灰度 − 均值）/ 标准差</translation>
    </message>
    <message>
        <source>The largest of the window is {0}</source>
        <translation>窗口中最大的值是 {0}</translation>
    </message>
    <message>
        <source>The mean of the window is {0}</source>
        <translation>窗口的平均值是 {0}</translation>
    </message>
    <message>
        <source>The root of the sum of the window's squares is {0}</source>
        <translation>窗口内平方和的平方根是 {0}</translation>
    </message>
    <message>
        <source>(value − mean) / deviation × weight + bias</source>
        <translation>（值 − 均值）/ 标准差 × 权重 + 偏置</translation>
    </message>
    <message numerus="yes">
        <source>and {0} others: {1}</source>
        <translation>
            <numerusform>还有 {0} 项：{1}</numerusform>
        </translation>
    </message>
    <message>
        <source>bias {0}</source>
        <translation>偏置 {0}</translation>
    </message>
    <message>
        <source>The largest contributions</source>
        <translation>贡献最大的几项</translation>
    </message>
    <message>
        <source>unit {0}</source>
        <translation>单元 {0}</translation>
    </message>
    <message>
        <source>map {0}, {1}, {2}</source>
        <translation>图 {0}，{1}，{2}</translation>
    </message>
    <message>
        <source>logit</source>
        <translation>logit</translation>
    </message>
    <message>
        <source>− largest</source>
        <translation>− 最大值</translation>
    </message>
    <message>
        <source>sum {0}</source>
        <translation>总和 {0}</translation>
    </message>
    <message>
        <source>probability {0} %</source>
        <translation>概率 {0}%</translation>
    </message>
    <message>
        <source>pad</source>
        <translation>填充</translation>
    </message>
</context>
<context>
    <name>ArithmeticView</name>
    <message>
        <source>It is silenced: the network gets 0.</source>
        <translation>它被屏蔽了：网络得到的是 0。</translation>
    </message>
    <message>
        <source>The network says {0}</source>
        <translation>网络给出 {0}</translation>
    </message>
</context>
<context>
    <name>Canvas</name>
    <message>
        <source>Clear</source>
        <translation>清空</translation>
    </message>
    <message>
        <source>Canvas</source>
        <translation>画布</translation>
    </message>
    <message>
        <source>Draw a digit here with mouse, pen or finger.</source>
        <translation>用鼠标、笔或手指在这里写一个数字。</translation>
    </message>
    <message>
        <source>Stroke</source>
        <translation>笔画</translation>
    </message>
    <message>
        <source>Erase</source>
        <translation>擦除</translation>
    </message>
    <message>
        <source>Draw a digit here</source>
        <translation>在这里写一个数字</translation>
    </message>
</context>
<context>
    <name>ChosenSamples</name>
    <message>
        <source>Which samples to show</source>
        <translation>显示哪些样本</translation>
    </message>
    <message>
        <source>One cell of the matrix</source>
        <translation>矩阵的一格</translation>
    </message>
    <message>
        <source>Most confident mistakes</source>
        <translation>最有把握的错误</translation>
    </message>
    <message>
        <source>Six random samples</source>
        <translation>随机六个样本</translation>
    </message>
    <message>
        <source>Six others</source>
        <translation>换六个</translation>
    </message>
    <message>
        <source>Draw six other samples at random</source>
        <translation>再随机抽取六个样本</translation>
    </message>
    <message>
        <source>Cell {0} read as {1} ({2})</source>
        <translation>{0} 认作 {1} 的一格（{2} 个）</translation>
    </message>
    <message>
        <source>No {0} was read as {1}.</source>
        <translation>没有把 {0} 认作 {1} 的情况。</translation>
    </message>
    <message>
        <source>There are no mistakes.</source>
        <translation>没有错误。</translation>
    </message>
</context>
<context>
    <name>CollectionDialog</name>
    <message>
        <source>My Digits</source>
        <translation>我的数字</translation>
    </message>
    <message>
        <source>U&amp;ndo</source>
        <translation>撤销(&amp;N)</translation>
    </message>
    <message>
        <source>&amp;Stop</source>
        <translation>停止(&amp;S)</translation>
    </message>
    <message>
        <source>&amp;Put on Canvas</source>
        <translation>放到画布上(&amp;P)</translation>
    </message>
    <message>
        <source>It &amp;Is a</source>
        <translation>它是(&amp;I)</translation>
    </message>
    <message>
        <source>&amp;Delete</source>
        <translation>删除(&amp;D)</translation>
    </message>
    <message>
        <source>&amp;Close</source>
        <translation>关闭(&amp;C)</translation>
    </message>
    <message>
        <source>Looking for your digits…</source>
        <translation>正在查找你的数字…</translation>
    </message>
    <message numerus="yes">
        <source>{0} There are {1} more such files.</source>
        <translation>
            <numerusform>{0} 这样的文件还有 {1} 个。</numerusform>
        </translation>
    </message>
    <message>
        <source>None of your digits is a {0}.</source>
        <translation>你的数字里没有 {0}。</translation>
    </message>
    <message>
        <source>No digits are yours yet. Draw one and say what it is, with the buttons under the canvas or the keys 0 to 9; practise; or import a collection.</source>
        <translation>还没有你自己的数字。写一个数字，用画布下方的按钮或按键 0 到 9 指出它是几；也可以做练习，或导入一个数字集。</translation>
    </message>
    <message numerus="yes">
        <source>{0} digits are selected</source>
        <translation>
            <numerusform>选中了 {0} 个数字</numerusform>
        </translation>
    </message>
    <message>
        <source>A {0}, not read</source>
        <translation>一个 {0}，未识别</translation>
    </message>
    <message>
        <source>A {0}, read as {1}</source>
        <translation>一个 {0}，认作 {1}</translation>
    </message>
    <message>
        <source>{0} · {1} · from practice</source>
        <translation>{0} · {1} · 来自练习</translation>
    </message>
    <message>
        <source>{0} · {1}</source>
        <translation>{0} · {1}</translation>
    </message>
</context>
<context>
    <name>CollectionFiles</name>
    <message>
        <source>&amp;Export</source>
        <translation>导出(&amp;E)</translation>
    </message>
    <message>
        <source>As one &amp;JSON File…</source>
        <translation>导出为一个 JSON 文件(&amp;J)…</translation>
    </message>
    <message>
        <source>As an &amp;MNIST-Style Set…</source>
        <translation>导出为 MNIST 格式的数据集(&amp;M)…</translation>
    </message>
    <message>
        <source>&amp;Import…</source>
        <translation>导入(&amp;I)…</translation>
    </message>
    <message>
        <source>Export My Digits</source>
        <translation>导出我的数字</translation>
    </message>
    <message>
        <source>Collections of digits (*.json)</source>
        <translation>数字集 (*.json)</translation>
    </message>
    <message>
        <source>Exporting…</source>
        <translation>正在导出…</translation>
    </message>
    <message>
        <source>Folder for the MNIST-Style Set</source>
        <translation>存放 MNIST 格式数据集的文件夹</translation>
    </message>
    <message>
        <source>Import Digits</source>
        <translation>导入数字</translation>
    </message>
    <message>
        <source>Collections of digits (*.json);;MNIST-style images (*images*idx3*)</source>
        <translation>数字集 (*.json);;MNIST 格式的图像 (*images*idx3*)</translation>
    </message>
    <message>
        <source>Importing {0}…</source>
        <translation>正在导入 {0}…</translation>
    </message>
    <message>
        <source>Exported to {1}; digits: {0}</source>
        <translation>已导出到 {1}；数字：{0} 个</translation>
    </message>
    <message numerus="yes">
        <source>Imported: {0} new digits, {1} were there already</source>
        <translation>
            <numerusform>已导入：新数字 {0} 个，{1} 个原来就有</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Comparison</name>
    <message>
        <source>&amp;Compare</source>
        <translation>比较(&amp;C)</translation>
    </message>
    <message>
        <source>&amp;Pin This Drawing</source>
        <translation>固定这幅手写(&amp;P)</translation>
    </message>
    <message>
        <source>With the &amp;Earlier Model</source>
        <translation>与原来的模型比较(&amp;E)</translation>
    </message>
    <message>
        <source>&amp;Compare with Nothing</source>
        <translation>不比较(&amp;C)</translation>
    </message>
    <message>
        <source>Now: {0}</source>
        <translation>现在：{0}</translation>
    </message>
    <message>
        <source>Pinned drawing: {0}</source>
        <translation>固定的手写：{0}</translation>
    </message>
    <message>
        <source>Earlier model: {0}</source>
        <translation>原来的模型：{0}</translation>
    </message>
</context>
<context>
    <name>ConfusionMatrix</name>
    <message>
        <source>Confusion matrix</source>
        <translation>混淆矩阵</translation>
    </message>
    <message>
        <source>{0} read as {1}: {2} of {3}</source>
        <translation>{0} 认作 {1}：{3} 个中有 {2} 个</translation>
    </message>
    <message>
        <source>Read as</source>
        <translation>识别结果</translation>
    </message>
    <message>
        <source>Truth</source>
        <translation>真值</translation>
    </message>
</context>
<context>
    <name>Controls</name>
    <message>
        <source>&amp;Train</source>
        <translation>训练(&amp;T)</translation>
    </message>
    <message>
        <source>Train a new network</source>
        <translation>训练一个新网络</translation>
    </message>
    <message>
        <source>&amp;Pause</source>
        <translation>暂停(&amp;P)</translation>
    </message>
    <message>
        <source>Rest after the present batch</source>
        <translation>做完这一批后休息</translation>
    </message>
    <message>
        <source>&amp;Stop</source>
        <translation>停止(&amp;S)</translation>
    </message>
    <message>
        <source>Stop and keep the best so far</source>
        <translation>停止，并保留到目前为止最好的结果</translation>
    </message>
    <message>
        <source>Progress of the training</source>
        <translation>训练进度</translation>
    </message>
    <message>
        <source>R&amp;esume</source>
        <translation>继续(&amp;E)</translation>
    </message>
    <message>
        <source>Getting ready…</source>
        <translation>正在准备…</translation>
    </message>
    <message>
        <source>Testing and saving…</source>
        <translation>正在测试并保存…</translation>
    </message>
    <message>
        <source>Epoch {0} of {1} · batch {2} of {3} · {4} samples/s</source>
        <translation>第 {0} / {1} 轮 · 第 {2} / {3} 批 · 每秒 {4} 个样本</translation>
    </message>
    <message>
        <source>Paused · {0}</source>
        <translation>已暂停 · {0}</translation>
    </message>
    <message>
        <source>{0} · {1} left</source>
        <translation>{0} · 还剩 {1}</translation>
    </message>
</context>
<context>
    <name>ConvolutionView</name>
    <message>
        <source>Arithmetic of one value</source>
        <translation>一个值的计算过程</translation>
    </message>
    <message>
        <source>&amp;Copy as Text</source>
        <translation>复制为文本(&amp;C)</translation>
    </message>
    <message>
        <source>patch</source>
        <translation>局部块</translation>
    </message>
    <message>
        <source>kernel</source>
        <translation>卷积核</translation>
    </message>
    <message>
        <source>products</source>
        <translation>乘积</translation>
    </message>
    <message>
        <source>bias {0}</source>
        <translation>偏置 {0}</translation>
    </message>
    <message>
        <source>From map {0}: patch × kernel = products</source>
        <translation>来自图 {0}：局部块 × 卷积核 = 乘积</translation>
    </message>
    <message>
        <source>sum of the products {0}</source>
        <translation>乘积之和 {0}</translation>
    </message>
</context>
<context>
    <name>CorrectionRow</name>
    <message>
        <source>Undo</source>
        <translation>撤销</translation>
    </message>
    <message>
        <source>Take back what was kept last</source>
        <translation>收回最后保留的数字</translation>
    </message>
    <message>
        <source>Keep the drawing among my digits all the same</source>
        <translation>仍然把这幅手写收进我的数字</translation>
    </message>
    <message>
        <source>It is a</source>
        <translation>它是</translation>
    </message>
    <message>
        <source>It Is a {0}</source>
        <translation>它是 {0}</translation>
    </message>
    <message>
        <source>It is a {0}: keep the drawing among my digits ({0})</source>
        <translation>它是 {0}：把这幅手写收进我的数字（{0}）</translation>
    </message>
    <message>
        <source>It Is Not a Digit</source>
        <translation>这不是数字</translation>
    </message>
    <message>
        <source>It is not a digit: do not keep the drawing (N)</source>
        <translation>它不是数字：不保留这幅手写 (N)</translation>
    </message>
    <message>
        <source>Keep as {0}</source>
        <translation>记为 {0}</translation>
    </message>
    <message>
        <source>Not sure that it is a digit.</source>
        <translation>不确定它是不是数字。</translation>
    </message>
    <message>
        <source>Not a digit: it is not kept.</source>
        <translation>不是数字：不保留。</translation>
    </message>
    <message>
        <source>Kept as {0}. It is your first digit.</source>
        <translation>已记为 {0}。这是你的第一个数字。</translation>
    </message>
    <message numerus="yes">
        <source>Kept as {0}. {1} digits are yours.</source>
        <translation>
            <numerusform>已记为 {0}。你现在有 {1} 个数字。</numerusform>
        </translation>
    </message>
    <message>
        <source>Kept as {0} again.</source>
        <translation>又记为 {0}。</translation>
    </message>
</context>
<context>
    <name>DataBrowser</name>
    <message>
        <source>Samples</source>
        <translation>样本</translation>
    </message>
    <message>
        <source>Training</source>
        <translation>训练</translation>
    </message>
    <message>
        <source>Test</source>
        <translation>测试</translation>
    </message>
    <message>
        <source>All</source>
        <translation>全部</translation>
    </message>
    <message>
        <source>Show all digits</source>
        <translation>显示所有数字</translation>
    </message>
    <message>
        <source>Show this digit alone ({0})</source>
        <translation>只显示这个数字 ({0})</translation>
    </message>
    <message>
        <source>No data set is loaded. Choose one on the Train page.</source>
        <translation>还没有载入数据集。请在“训练”页选择一个。</translation>
    </message>
    <message>
        <source>Samples of {0}</source>
        <translation>{0} 的样本</translation>
    </message>
    <message>
        <source>There are no such samples.</source>
        <translation>没有这样的样本。</translation>
    </message>
    <message>
        <source>{0} of {1}</source>
        <translation>{1} 个中的 {0} 个</translation>
    </message>
</context>
<context>
    <name>DataChoice</name>
    <message>
        <source>Folder of images…</source>
        <translation>图像文件夹…</translation>
    </message>
    <message>
        <source>Download</source>
        <translation>下载</translation>
    </message>
    <message>
        <source>Choose Folder…</source>
        <translation>选择文件夹…</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Train on {0}</source>
        <translation>用 {0} 训练</translation>
    </message>
    <message>
        <source>{0} is on this machine now.</source>
        <translation>本机现在有 {0} 了。</translation>
    </message>
    <message>
        <source>The folder of images {0} is gone. Put it back where it was, or choose another folder or data set.</source>
        <translation>图像文件夹 {0} 不见了。请把它放回原处，或选择另一个文件夹或数据集。</translation>
    </message>
    <message>
        <source>Synthetic handwriting stands in for {0}, which is not on this machine. Download it ({1} MB), or choose a folder that has it, and then train on it.</source>
        <translation>本机没有 {0}，暂由合成手写数字代替。请下载（{1} MB），或选择已有它的文件夹，然后用它训练。</translation>
    </message>
    <message>
        <source>{0} is not on this machine. Download it ({1} MB), or choose a folder that has it. Until then, synthetic handwriting can stand in for it.</source>
        <translation>本机没有 {0}。可以下载（{1} MB），或选择已有它的文件夹。在那之前，可以用合成手写数字代替。</translation>
    </message>
    <message>
        <source>Folder with Images in Folders 0 to 9, or IDX, CSV or NPZ Files</source>
        <translation>含有 0 到 9 各图像文件夹，或 IDX、CSV、NPZ 文件的文件夹</translation>
    </message>
    <message>
        <source>Downloading {0}…</source>
        <translation>正在下载 {0}…</translation>
    </message>
    <message>
        <source>Folder That Holds {0}</source>
        <translation>存放 {0} 的文件夹</translation>
    </message>
    <message>
        <source>{0} does not hold {1}. Choose another folder, or download it.</source>
        <translation>{0} 里没有 {1}。请选择另一个文件夹，或者下载它。</translation>
    </message>
    <message>
        <source>Downloading {0}: {1} of {2} MB</source>
        <translation>正在下载 {0}：{1} / {2} MB</translation>
    </message>
</context>
<context>
    <name>DataSets</name>
    <message>
        <source>The data set could not be loaded: {0}. Try again.</source>
        <translation>无法载入数据集：{0}。请重试。</translation>
    </message>
    <message>
        <source>{0} is being downloaded. Wait until it is done, or stop it.</source>
        <translation>正在下载 {0}。请等它完成，或停止下载。</translation>
    </message>
    <message>
        <source>The data set could not be downloaded: {0}. Try again.</source>
        <translation>无法下载数据集：{0}。请重试。</translation>
    </message>
    <message>
        <source>The download was stopped. Download again for what is missing.</source>
        <translation>下载已停止。再次下载即可补齐缺少的部分。</translation>
    </message>
</context>
<context>
    <name>DecimalBox</name>
    <message>
        <source>{0} is not a number from {1} to {2}; it stays {3}.</source>
        <translation>{0} 不是 {1} 到 {2} 之间的数；保持为 {3}。</translation>
    </message>
    <message>
        <source>Nothing</source>
        <translation>空白</translation>
    </message>
</context>
<context>
    <name>Designer</name>
    <message>
        <source>Convolution</source>
        <translation>卷积</translation>
    </message>
    <message>
        <source>Batch normalisation</source>
        <translation>批归一化</translation>
    </message>
    <message>
        <source>ReLU</source>
        <translation>ReLU</translation>
    </message>
    <message>
        <source>Leaky ReLU</source>
        <translation>带泄漏的 ReLU（Leaky ReLU）</translation>
    </message>
    <message>
        <source>GELU</source>
        <translation>GELU</translation>
    </message>
    <message>
        <source>Sigmoid</source>
        <translation>Sigmoid</translation>
    </message>
    <message>
        <source>Tanh</source>
        <translation>Tanh</translation>
    </message>
    <message>
        <source>Max pooling</source>
        <translation>最大池化</translation>
    </message>
    <message>
        <source>Average pooling</source>
        <translation>平均池化</translation>
    </message>
    <message>
        <source>L2 pooling</source>
        <translation>L2 池化</translation>
    </message>
    <message>
        <source>Adaptive average pooling</source>
        <translation>自适应平均池化</translation>
    </message>
    <message>
        <source>Adaptive max pooling</source>
        <translation>自适应最大池化</translation>
    </message>
    <message>
        <source>Dropout</source>
        <translation>Dropout（随机失活）</translation>
    </message>
    <message>
        <source>Flatten</source>
        <translation>展平</translation>
    </message>
    <message>
        <source>Linear (fully connected)</source>
        <translation>线性（全连接）</translation>
    </message>
    <message>
        <source>Residual block</source>
        <translation>残差块</translation>
    </message>
    <message>
        <source>Branches</source>
        <translation>并行分支</translation>
    </message>
    <message>
        <source>Branch</source>
        <translation>分支</translation>
    </message>
    <message>
        <source>Log-softmax</source>
        <translation>Log-softmax</translation>
    </message>
    <message>
        <source>Kernels slide over all maps: multiply, sum, add a bias. One map a kernel.</source>
        <translation>卷积核在所有特征图上滑动：相乘、求和、加偏置。每个卷积核得到一张特征图。</translation>
    </message>
    <message>
        <source>Each map less its mean, over its deviation, then scaled and shifted.</source>
        <translation>每张特征图减去均值、除以标准差，再缩放和平移。</translation>
    </message>
    <message>
        <source>Negative values become zero.</source>
        <translation>负值变为零。</translation>
    </message>
    <message>
        <source>Negative values are multiplied by a small slope.</source>
        <translation>负值乘以一个小的斜率。</translation>
    </message>
    <message>
        <source>A smooth ReLU.</source>
        <translation>平滑的 ReLU。</translation>
    </message>
    <message>
        <source>Squeezes each value between 0 and 1.</source>
        <translation>把每个值压缩到 0 与 1 之间。</translation>
    </message>
    <message>
        <source>Squeezes each value between −1 and 1.</source>
        <translation>把每个值压缩到 −1 与 1 之间。</translation>
    </message>
    <message>
        <source>The largest value of each window.</source>
        <translation>每个窗口中的最大值。</translation>
    </message>
    <message>
        <source>The mean of each window.</source>
        <translation>每个窗口的平均值。</translation>
    </message>
    <message>
        <source>The root of the sum of squares of each window.</source>
        <translation>每个窗口内平方和的平方根。</translation>
    </message>
    <message>
        <source>The mean of each part of the map; size 1 is global pooling.</source>
        <translation>特征图各部分的平均值；大小为 1 就是全局池化。</translation>
    </message>
    <message>
        <source>The largest value of each part of the map; size 1 is global.</source>
        <translation>特征图各部分的最大值；大小为 1 就是全局池化。</translation>
    </message>
    <message>
        <source>While training, a share of the values is set to zero.</source>
        <translation>训练时把一部分值随机置零。</translation>
    </message>
    <message>
        <source>All maps become one row of values.</source>
        <translation>把所有特征图排成一行数值。</translation>
    </message>
    <message>
        <source>Every unit weighs all values before it.</source>
        <translation>每个单元对前面的所有值加权求和。</translation>
    </message>
    <message>
        <source>What its layers give, and its own input added to that.</source>
        <translation>内部各层的输出，再加上它自己的输入。</translation>
    </message>
    <message>
        <source>Several ways side by side, whose maps are put one behind the other.</source>
        <translation>几条并排的通路，它们的特征图前后拼接在一起。</translation>
    </message>
    <message>
        <source>One way; without layers it hands the input on.</source>
        <translation>一条通路；里面没有层时，原样传递输入。</translation>
    </message>
    <message>
        <source>Always at the end: ten values become probabilities of the digits.</source>
        <translation>总在最后：把十个值变成各数字的概率。</translation>
    </message>
    <message>
        <source>kernels</source>
        <translation>卷积核数</translation>
    </message>
    <message>
        <source>size</source>
        <translation>大小</translation>
    </message>
    <message>
        <source>stride</source>
        <translation>步长</translation>
    </message>
    <message>
        <source>padding</source>
        <translation>填充</translation>
    </message>
    <message>
        <source>dilation</source>
        <translation>空洞率</translation>
    </message>
    <message>
        <source>groups</source>
        <translation>分组数</translation>
    </message>
    <message>
        <source>across</source>
        <translation>横向</translation>
    </message>
    <message>
        <source>units</source>
        <translation>单元数</translation>
    </message>
    <message>
        <source>rate</source>
        <translation>比例</translation>
    </message>
    <message>
        <source>slope</source>
        <translation>斜率</translation>
    </message>
    <message>
        <source>size across</source>
        <translation>横向大小</translation>
    </message>
    <message>
        <source>padding across</source>
        <translation>横向填充</translation>
    </message>
</context>
<context>
    <name>DesignerActions</name>
    <message>
        <source>&amp;Remove</source>
        <translation>移除(&amp;R)</translation>
    </message>
    <message>
        <source>Take the layer out</source>
        <translation>拿掉这一层</translation>
    </message>
    <message>
        <source>Move &amp;Up</source>
        <translation>上移(&amp;U)</translation>
    </message>
    <message>
        <source>Move the layer up</source>
        <translation>把这一层上移</translation>
    </message>
    <message>
        <source>Move &amp;Down</source>
        <translation>下移(&amp;D)</translation>
    </message>
    <message>
        <source>Move the layer down</source>
        <translation>把这一层下移</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>撤销</translation>
    </message>
    <message>
        <source>Take back the last change</source>
        <translation>撤回上一次修改</translation>
    </message>
    <message>
        <source>Redo</source>
        <translation>重做</translation>
    </message>
    <message>
        <source>Do again what was undone</source>
        <translation>恢复刚撤销的操作</translation>
    </message>
    <message>
        <source>&amp;Open…</source>
        <translation>打开(&amp;O)…</translation>
    </message>
    <message>
        <source>Open a network file</source>
        <translation>打开网络文件</translation>
    </message>
    <message>
        <source>&amp;Save</source>
        <translation>保存(&amp;S)</translation>
    </message>
    <message>
        <source>Save it among your networks</source>
        <translation>保存到你的网络中</translation>
    </message>
    <message>
        <source>Save &amp;As…</source>
        <translation>另存为(&amp;A)…</translation>
    </message>
    <message>
        <source>Save it as a file elsewhere</source>
        <translation>另存为别处的文件</translation>
    </message>
    <message>
        <source>&amp;Add Layer</source>
        <translation>添加层(&amp;A)</translation>
    </message>
    <message>
        <source>Start &amp;From</source>
        <translation>起始网络(&amp;F)</translation>
    </message>
    <message>
        <source>Empty</source>
        <translation>空白</translation>
    </message>
</context>
<context>
    <name>DesignerDialog</name>
    <message>
        <source>Design Network</source>
        <translation>设计网络</translation>
    </message>
    <message>
        <source>Name of the network</source>
        <translation>网络的名称</translation>
    </message>
    <message>
        <source>Use for &amp;Training</source>
        <translation>用于训练(&amp;T)</translation>
    </message>
    <message>
        <source>&amp;Close</source>
        <translation>关闭(&amp;C)</translation>
    </message>
    <message>
        <source>Begin with a preset or one of your networks</source>
        <translation>从预设网络或你自己的网络开始</translation>
    </message>
    <message>
        <source>&amp;Name</source>
        <translation>名称(&amp;N)</translation>
    </message>
    <message>
        <source>Put a layer below the chosen one</source>
        <translation>在选中的层下面添加一层</translation>
    </message>
    <message>
        <source>Choose it on the Train page (Ctrl+Return)</source>
        <translation>在“训练”页选用它 (Ctrl+Return)</translation>
    </message>
    <message>
        <source>Saved as {0}</source>
        <translation>已保存为 {0}</translation>
    </message>
</context>
<context>
    <name>DigitButton</name>
    <message>
        <source>Digit {0} of {1}: {2}, {3}</source>
        <translation>第 {0} 位，共 {1} 位：{2}，{3}</translation>
    </message>
    <message>
        <source>Digit {0} of {1}: {2}, {3}, not sure</source>
        <translation>第 {0} 位，共 {1} 位：{2}，{3}，不确定</translation>
    </message>
    <message>
        <source>not sure</source>
        <translation>不确定</translation>
    </message>
</context>
<context>
    <name>DigitChanges</name>
    <message>
        <source>It is a {0} now.</source>
        <translation>它现在是 {0}。</translation>
    </message>
    <message numerus="yes">
        <source>{0} digits are a {1} now.</source>
        <translation>
            <numerusform>{0} 个数字现在是 {1}。</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>DigitChoice</name>
    <message>
        <source>Explain the digit that the network answers (A)</source>
        <translation>解释网络所答的数字 (A)</translation>
    </message>
    <message>
        <source>Explain {0}, whatever the answer is ({0})</source>
        <translation>不管答案是几，都解释 {0} ({0})</translation>
    </message>
    <message>
        <source>Answer: {0}</source>
        <translation>答案：{0}</translation>
    </message>
</context>
<context>
    <name>DigitFilter</name>
    <message>
        <source>All</source>
        <translation>全部</translation>
    </message>
    <message>
        <source>Show all digits; there are {0}</source>
        <translation>显示所有数字，共 {0} 个</translation>
    </message>
    <message>
        <source>Show this digit alone ({0}); there are {1}</source>
        <translation>只显示这个数字 ({0})，共 {1} 个</translation>
    </message>
</context>
<context>
    <name>DigitTable</name>
    <message>
        <source>Precision and recall of each digit</source>
        <translation>各数字的精确率和召回率</translation>
    </message>
    <message>
        <source>Precision</source>
        <translation>精确率</translation>
    </message>
    <message>
        <source>Of all that was read as this digit: how much was this digit, in percent</source>
        <translation>在所有认作这个数字的样本中，真是它的占百分之几</translation>
    </message>
    <message>
        <source>Recall</source>
        <translation>召回率</translation>
    </message>
    <message>
        <source>Of all that is this digit: how much was read as this digit, in percent</source>
        <translation>在所有真是这个数字的样本中，认对的占百分之几</translation>
    </message>
    <message>
        <source>Precision of {0}: {1}</source>
        <translation>{0} 的精确率：{1}</translation>
    </message>
    <message>
        <source>Recall of {0}: {1}</source>
        <translation>{0} 的召回率：{1}</translation>
    </message>
</context>
<context>
    <name>DigitsModel</name>
    <message>
        <source>{0}, read {1}</source>
        <translation>{0}，认作 {1}</translation>
    </message>
</context>
<context>
    <name>DigitsView</name>
    <message>
        <source>My digits</source>
        <translation>我的数字</translation>
    </message>
</context>
<context>
    <name>Doubt</name>
    <message>
        <source>Not sure: below {0} it may be another digit, or none at all.</source>
        <translation>不确定：低于 {0} 时，可能是别的数字，也可能根本不是数字。</translation>
    </message>
</context>
<context>
    <name>DrawingFiles</name>
    <message>
        <source>Open</source>
        <translation>打开</translation>
    </message>
    <message>
        <source>Open Drawing or Picture</source>
        <translation>打开手写或图片</translation>
    </message>
    <message>
        <source>Drawings and pictures ({0})</source>
        <translation>手写和图片 ({0})</translation>
    </message>
    <message>
        <source>Save Drawing</source>
        <translation>保存手写</translation>
    </message>
    <message>
        <source>Drawings (*.json)</source>
        <translation>手写 (*.json)</translation>
    </message>
    <message>
        <source>Saved {0}</source>
        <translation>已保存 {0}</translation>
    </message>
    <message>
        <source>digitpad</source>
        <translation>digitpad</translation>
    </message>
</context>
<context>
    <name>DropHint</name>
    <message>
        <source>Drop it to have it read</source>
        <translation>松开鼠标，让网络识别</translation>
    </message>
</context>
<context>
    <name>ExperimentFiles</name>
    <message>
        <source>Experiment</source>
        <translation>实验</translation>
    </message>
    <message>
        <source>Ne&amp;w</source>
        <translation>新建(&amp;W)</translation>
    </message>
    <message>
        <source>Rena&amp;me…</source>
        <translation>重命名(&amp;M)…</translation>
    </message>
    <message>
        <source>De&amp;lete</source>
        <translation>删除(&amp;L)</translation>
    </message>
    <message>
        <source>E&amp;xperiment</source>
        <translation>实验(&amp;X)</translation>
    </message>
    <message>
        <source>{0} is open in another window of digitpad, and can only be looked at here. Close Experiments there and choose it again here, or begin a new one.</source>
        <translation>{0} 已在另一个 digitpad 窗口中打开，这里只能查看。请在那里关闭“实验”后回来重新选择它，或者新建一个实验。</translation>
    </message>
    <message>
        <source>Experiment {0}</source>
        <translation>实验 {0}</translation>
    </message>
    <message>
        <source>Rename Experiment</source>
        <translation>重命名实验</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>Delete Experiment</source>
        <translation>删除实验</translation>
    </message>
    <message>
        <source>Delete {0} and its table? The models that it trained stay.</source>
        <translation>删除 {0} 和它的表格吗？它训练出的模型会保留。</translation>
    </message>
</context>
<context>
    <name>ExperimentsDialog</name>
    <message>
        <source>Experiments</source>
        <translation>实验</translation>
    </message>
    <message>
        <source>Move U&amp;p</source>
        <translation>上移(&amp;P)</translation>
    </message>
    <message>
        <source>Move D&amp;own</source>
        <translation>下移(&amp;O)</translation>
    </message>
    <message>
        <source>Remo&amp;ve</source>
        <translation>移除(&amp;V)</translation>
    </message>
    <message>
        <source>&amp;Use Model</source>
        <translation>使用模型(&amp;U)</translation>
    </message>
    <message>
        <source>Table as &amp;CSV…</source>
        <translation>表格存为 CSV(&amp;C)…</translation>
    </message>
    <message>
        <source>Plot as &amp;File…</source>
        <translation>图表存为文件(&amp;F)…</translation>
    </message>
    <message>
        <source>Data set</source>
        <translation>数据集</translation>
    </message>
    <message>
        <source>Data se&amp;t</source>
        <translation>数据集(&amp;T)</translation>
    </message>
    <message>
        <source>The trials of an experiment are compared on one data set. Begin a new experiment for another.</source>
        <translation>一个实验里的各次试验都在同一个数据集上比较。要用别的数据集，请新建实验。</translation>
    </message>
    <message>
        <source>The data set is not on this machine. Download it, then run again.</source>
        <translation>本机没有这个数据集。请先下载，再运行。</translation>
    </message>
    <message>
        <source>The folder of images {0} is gone. Put it back where it was, then run again.</source>
        <translation>图像文件夹 {0} 不见了。请把它放回原处，再运行。</translation>
    </message>
    <message>
        <source>Save Table</source>
        <translation>保存表格</translation>
    </message>
    <message>
        <source>Tables (*.csv)</source>
        <translation>表格 (*.csv)</translation>
    </message>
    <message>
        <source>Saved {0}</source>
        <translation>已保存 {0}</translation>
    </message>
</context>
<context>
    <name>FaultDialog</name>
    <message>
        <source>Unexpected Error – digitpad</source>
        <translation>意外错误 – digitpad</translation>
    </message>
    <message>
        <source>Log: {0}</source>
        <translation>日志：{0}</translation>
    </message>
    <message>
        <source>Details</source>
        <translation>详细信息</translation>
    </message>
    <message>
        <source>Co&amp;py Details</source>
        <translation>复制详细信息(&amp;P)</translation>
    </message>
    <message>
        <source>&amp;Quit</source>
        <translation>退出(&amp;Q)</translation>
    </message>
    <message>
        <source>&amp;Continue</source>
        <translation>继续(&amp;C)</translation>
    </message>
    <message>
        <source>Copied</source>
        <translation>已复制</translation>
    </message>
</context>
<context>
    <name>FaultTeller</name>
    <message>
        <source>Something went wrong in digitpad: {0}.
Your drawing is still there. You can go on; if digitpad behaves oddly, save your drawing and quit.</source>
        <translation>digitpad 出了问题：{0}。
你写的数字还在。可以继续使用；如果 digitpad 表现异常，请保存手写后退出。</translation>
    </message>
</context>
<context>
    <name>FigureForm</name>
    <message>
        <source>The &amp;whole flow</source>
        <translation>整个网络(&amp;W)</translation>
    </message>
    <message>
        <source>Width in pixels</source>
        <translation>宽度（像素）</translation>
    </message>
    <message>
        <source>Height in pixels</source>
        <translation>高度（像素）</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>浅色</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>深色</translation>
    </message>
    <message>
        <source>&amp;This layer: {0}</source>
        <translation>这一层(&amp;T)：{0}</translation>
    </message>
    <message>
        <source>&amp;Height</source>
        <translation>高度(&amp;H)</translation>
    </message>
    <message>
        <source>Co&amp;lours</source>
        <translation>配色(&amp;L)</translation>
    </message>
    <message>
        <source>What</source>
        <translation>内容</translation>
    </message>
    <message>
        <source>W&amp;idth</source>
        <translation>宽度(&amp;I)</translation>
    </message>
    <message>
        <source>C&amp;aption</source>
        <translation>图注(&amp;A)</translation>
    </message>
</context>
<context>
    <name>FigurePreview</name>
    <message>
        <source>Preview</source>
        <translation>预览</translation>
    </message>
</context>
<context>
    <name>FilesFromOutside</name>
    <message>
        <source>{0} is chosen to train on</source>
        <translation>已选择用 {0} 训练</translation>
    </message>
</context>
<context>
    <name>FlowStrip</name>
    <message>
        <source>Layers of the network</source>
        <translation>网络的各层</translation>
    </message>
    <message>
        <source>ink</source>
        <translation>墨迹</translation>
    </message>
    <message>
        <source>why?</source>
        <translation>为什么？</translation>
    </message>
    <message>
        <source>Unfold {0}</source>
        <translation>展开 {0}</translation>
    </message>
    <message>
        <source>Fold {0}</source>
        <translation>折叠 {0}</translation>
    </message>
</context>
<context>
    <name>InkOverlay</name>
    <message>
        <source>What speaks for the digit, over the ink</source>
        <translation>墨迹上支持该数字的部分</translation>
    </message>
</context>
<context>
    <name>InputPicture</name>
    <message>
        <source>Input of the convolution</source>
        <translation>卷积的输入</translation>
    </message>
    <message>
        <source>no window sees rows {0}</source>
        <translation>没有窗口能看到第 {0} 行</translation>
    </message>
    <message>
        <source>no window sees columns {0}</source>
        <translation>没有窗口能看到第 {0} 列</translation>
    </message>
</context>
<context>
    <name>InputPreview</name>
    <message>
        <source>What the network sees</source>
        <translation>网络看到的</translation>
    </message>
    <message>
        <source>The drawing as 28 by 28 grey pixels.</source>
        <translation>手写变成的 28 乘 28 灰度像素。</translation>
    </message>
</context>
<context>
    <name>KernelColumn</name>
    <message>
        <source>Add a kernel: one more map in the output</source>
        <translation>添加一个卷积核：输出多一张特征图</translation>
    </message>
    <message>
        <source>Remove the selected kernel</source>
        <translation>移除选中的卷积核</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>大小</translation>
    </message>
    <message>
        <source>Rows of the kernel</source>
        <translation>卷积核的行数</translation>
    </message>
    <message>
        <source>Columns of the kernel</source>
        <translation>卷积核的列数</translation>
    </message>
    <message>
        <source>Bias of the kernel</source>
        <translation>卷积核的偏置</translation>
    </message>
    <message>
        <source>The bias: added to every sum</source>
        <translation>偏置：加到每个总和上</translation>
    </message>
    <message>
        <source>Same for all channels</source>
        <translation>各通道相同</translation>
    </message>
    <message>
        <source>The same numbers for all channels of the input</source>
        <translation>输入的所有通道使用相同的数</translation>
    </message>
</context>
<context>
    <name>KernelMenu</name>
    <message>
        <source>Kernel</source>
        <translation>卷积核</translation>
    </message>
    <message>
        <source>Identity</source>
        <translation>恒等</translation>
    </message>
    <message>
        <source>Edges</source>
        <translation>边缘</translation>
    </message>
    <message>
        <source>Sobel x</source>
        <translation>Sobel x</translation>
    </message>
    <message>
        <source>Sobel y</source>
        <translation>Sobel y</translation>
    </message>
    <message>
        <source>Sharpen</source>
        <translation>锐化</translation>
    </message>
    <message>
        <source>Box blur</source>
        <translation>均值模糊</translation>
    </message>
    <message>
        <source>Gaussian blur</source>
        <translation>高斯模糊</translation>
    </message>
    <message>
        <source>Emboss</source>
        <translation>浮雕</translation>
    </message>
    <message>
        <source>Laplacian</source>
        <translation>拉普拉斯</translation>
    </message>
    <message>
        <source>Of the Network's {0}</source>
        <translation>网络 {0} 层的卷积核</translation>
    </message>
    <message>
        <source>Kernel {0}</source>
        <translation>卷积核 {0}</translation>
    </message>
    <message>
        <source>Custom</source>
        <translation>自定义</translation>
    </message>
    <message>
        <source>Choose a kernel, or type numbers over those below</source>
        <translation>选择一个卷积核，或直接改写下面的数</translation>
    </message>
</context>
<context>
    <name>KernelStrip</name>
    <message>
        <source>Kernels</source>
        <translation>卷积核</translation>
    </message>
</context>
<context>
    <name>KernelView</name>
    <message>
        <source>Kernels</source>
        <translation>卷积核</translation>
    </message>
    <message>
        <source>Kernel {0}: choose a number and type another over it</source>
        <translation>卷积核 {0}：选中一个数，再输入新的数</translation>
    </message>
    <message>
        <source>Kernel {0}, over map {1}, row {2}, column {3}: {4}</source>
        <translation>卷积核 {0}，作用于图 {1}，第 {2} 行第 {3} 列：{4}</translation>
    </message>
</context>
<context>
    <name>Lab</name>
    <message>
        <source>Rows and columns: {0}</source>
        <translation>行和列：{0}</translation>
    </message>
    <message>
        <source>Rows: {0}</source>
        <translation>行：{0}</translation>
    </message>
    <message>
        <source>Columns: {0}</source>
        <translation>列：{0}</translation>
    </message>
    <message>
        <source>Never seen, hatched: {0} and {1}.</source>
        <translation>从未看到、画斜线的：{0}和{1}。</translation>
    </message>
    <message>
        <source>Never seen, hatched: {0}.</source>
        <translation>从未看到、画斜线的：{0}。</translation>
    </message>
    <message>
        <source>row {0}</source>
        <translation>第 {0} 行</translation>
    </message>
    <message>
        <source>rows {0}</source>
        <translation>第 {0} 行</translation>
    </message>
    <message>
        <source>column {0}</source>
        <translation>第 {0} 列</translation>
    </message>
    <message>
        <source>columns {0}</source>
        <translation>第 {0} 列</translation>
    </message>
    <message>
        <source>the kernel lies on rows {0} and columns {1} of the input.</source>
        <translation>卷积核位于输入的第 {0} 行、第 {1} 列。</translation>
    </message>
    <message>
        <source>each number of the kernel, times the number of the input under it.</source>
        <translation>卷积核的每个数，乘以输入中它下面的数。</translation>
    </message>
    <message>
        <source>all products and the bias together are {0}.</source>
        <translation>所有乘积加上偏置，总和是 {0}。</translation>
    </message>
    <message>
        <source>{0} is written there.</source>
        <translation>把 {0} 写到这里。</translation>
    </message>
    <message>
        <source>{0} The output is complete.</source>
        <translation>{0} 输出完成了。</translation>
    </message>
    <message>
        <source>{0} The next kernel begins.</source>
        <translation>{0} 接着是下一个卷积核。</translation>
    </message>
    <message>
        <source>{0} The kernel goes down by the stride, {1}, and back to the left edge.</source>
        <translation>{0} 卷积核按步长 {1} 下移，回到左边缘。</translation>
    </message>
    <message>
        <source>{0} The kernel moves on by the stride, {1}.</source>
        <translation>{0} 卷积核按步长 {1} 右移。</translation>
    </message>
    <message>
        <source>A fully connected layer from the same {0} values to the same {1} has a weight for every pair of them: {2} times the parameters, {3} times the multiplications.</source>
        <translation>如果用全连接层把同样的 {0} 个值变成同样的 {1} 个值，每一对之间都要有一个权重：参数是 {2} 倍，乘法次数是 {3} 倍。</translation>
    </message>
    <message>
        <source>{0} million</source>
        <translation>{0} 百万</translation>
    </message>
    <message>
        <source>{0} billion</source>
        <translation>{0} 十亿</translation>
    </message>
    <message>
        <source>max</source>
        <translation>最大</translation>
    </message>
    <message>
        <source>average</source>
        <translation>平均</translation>
    </message>
    <message>
        <source>L2</source>
        <translation>L2</translation>
    </message>
    <message>
        <source>global max</source>
        <translation>全局最大</translation>
    </message>
    <message>
        <source>global avg.</source>
        <translation>全局平均</translation>
    </message>
    <message>
        <source>adapt. max</source>
        <translation>自适应最大</translation>
    </message>
    <message>
        <source>adapt. avg.</source>
        <translation>自适应平均</translation>
    </message>
</context>
<context>
    <name>LabView</name>
    <message>
        <source>What is shown below</source>
        <translation>下方显示的内容</translation>
    </message>
    <message>
        <source>Step through</source>
        <translation>逐步演示</translation>
    </message>
    <message>
        <source>Shapes and cost</source>
        <translation>形状与计算量</translation>
    </message>
    <message>
        <source>Pooling</source>
        <translation>池化</translation>
    </message>
    <message>
        <source>Less&amp;ons</source>
        <translation>课程(&amp;O)</translation>
    </message>
    <message>
        <source>Six short lessons, each with an example for the lab (F1)</source>
        <translation>六节短课，每节在实验室里都有一个例子 (F1)</translation>
    </message>
    <message>
        <source>This kernel cannot be had: {0}</source>
        <translation>无法使用这个卷积核：{0}</translation>
    </message>
</context>
<context>
    <name>LayerPanel</name>
    <message>
        <source>What is shown of the layer</source>
        <translation>显示这一层的哪些内容</translation>
    </message>
    <message>
        <source>Maps</source>
        <translation>特征图</translation>
    </message>
    <message>
        <source>Values</source>
        <translation>数值</translation>
    </message>
    <message>
        <source>Slide</source>
        <translation>滑动</translation>
    </message>
    <message>
        <source>Kernels</source>
        <translation>卷积核</translation>
    </message>
    <message>
        <source>Weights</source>
        <translation>权重</translation>
    </message>
    <message>
        <source>−max</source>
        <translation>−最大</translation>
    </message>
    <message>
        <source>max</source>
        <translation>最大</translation>
    </message>
    <message>
        <source>{0}, unit {1}</source>
        <translation>{0}，单元 {1}</translation>
    </message>
    <message>
        <source>{0}, map {1}, row {2}, column {3}</source>
        <translation>{0}，图 {1}，第 {2} 行第 {3} 列</translation>
    </message>
    <message>
        <source>{0} at {1}</source>
        <translation>{0}，位置 {1}</translation>
    </message>
</context>
<context>
    <name>Layers</name>
    <message>
        <source>input</source>
        <translation>输入</translation>
    </message>
    <message>
        <source>softmax</source>
        <translation>softmax</translation>
    </message>
    <message>
        <source>no crop</source>
        <translation>未裁剪</translation>
    </message>
    <message>
        <source>no box</source>
        <translation>未装框</translation>
    </message>
    <message>
        <source>own brush</source>
        <translation>原笔宽</translation>
    </message>
    <message>
        <source>not centred</source>
        <translation>未居中</translation>
    </message>
    <message>
        <source>no grey</source>
        <translation>无灰度</translation>
    </message>
    <message>
        <source>not normalised</source>
        <translation>未归一化</translation>
    </message>
    <message>
        <source>{0} silenced</source>
        <translation>屏蔽 {0}</translation>
    </message>
    <message>
        <source>{0} changed</source>
        <translation>修改 {0}</translation>
    </message>
</context>
<context>
    <name>LayersControls</name>
    <message>
        <source>&amp;Own scales</source>
        <translation>各自的色标(&amp;O)</translation>
    </message>
    <message>
        <source>Each map has a colour scale of its own</source>
        <translation>每张特征图用自己的色标</translation>
    </message>
    <message>
        <source>By &amp;activity</source>
        <translation>按活跃程度(&amp;A)</translation>
    </message>
    <message>
        <source>The maps with the largest values come first</source>
        <translation>值最大的特征图排在前面</translation>
    </message>
    <message>
        <source>S&amp;ilence</source>
        <translation>屏蔽(&amp;I)</translation>
    </message>
    <message>
        <source>Set the selected map or unit to zero (S)</source>
        <translation>把选中的特征图或单元置零 (S)</translation>
    </message>
    <message>
        <source>&amp;Restore the Network</source>
        <translation>还原网络(&amp;R)</translation>
    </message>
    <message>
        <source>&amp;Restore</source>
        <translation>还原(&amp;R)</translation>
    </message>
    <message>
        <source>Undo all changes to network and input</source>
        <translation>撤销对网络和输入的全部修改</translation>
    </message>
    <message>
        <source>Save Pictures and &amp;Values…</source>
        <translation>保存图片和数值(&amp;V)…</translation>
    </message>
    <message>
        <source>&amp;Save…</source>
        <translation>保存(&amp;S)…</translation>
    </message>
    <message>
        <source>Pictures and values to take away (Ctrl+E)</source>
        <translation>把图片和数值带走 (Ctrl+E)</translation>
    </message>
</context>
<context>
    <name>LayersModel</name>
    <message>
        <source>Layer</source>
        <translation>层</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>设置</translation>
    </message>
    <message>
        <source>Output</source>
        <translation>输出</translation>
    </message>
    <message>
        <source>Parameters</source>
        <translation>参数</translation>
    </message>
    <message>
        <source>Multiplications</source>
        <translation>乘法次数</translation>
    </message>
    <message>
        <source>{0}, problem: {1}</source>
        <translation>{0}，问题：{1}</translation>
    </message>
</context>
<context>
    <name>LayersPage</name>
    <message>
        <source>No model is loaded. Choose one with Model → Open.</source>
        <translation>没有载入模型。请用“模型 → 打开模型”选择一个。</translation>
    </message>
    <message>
        <source>Draw a digit to see what each layer makes of it.</source>
        <translation>写一个数字，看看每一层把它变成什么。</translation>
    </message>
    <message>
        <source>{0}: {1} instead of {2} ({3})</source>
        <translation>{0}：{1}，而不是 {2}（{3}）</translation>
    </message>
</context>
<context>
    <name>LayersTable</name>
    <message>
        <source>Layers of the network</source>
        <translation>网络的各层</translation>
    </message>
</context>
<context>
    <name>Legend</name>
    <message>
        <source>Colours from {0} to {1}</source>
        <translation>颜色从 {0} 到 {1}</translation>
    </message>
</context>
<context>
    <name>LessonFiles</name>
    <message>
        <source>Lessons (*.digitlesson)</source>
        <translation>课程 (*.digitlesson)</translation>
    </message>
    <message>
        <source>Save Lesson</source>
        <translation>保存课程</translation>
    </message>
    <message>
        <source>A lesson needs a model, and none is loaded. Open one first.</source>
        <translation>课程需要一个模型，现在还没有载入。请先打开一个。</translation>
    </message>
    <message>
        <source>Saved {0}</source>
        <translation>已保存 {0}</translation>
    </message>
    <message>
        <source>Open Lesson</source>
        <translation>打开课程</translation>
    </message>
    <message>
        <source>Lesson</source>
        <translation>课程</translation>
    </message>
    <message>
        <source>Lesson {0}</source>
        <translation>课程 {0}</translation>
    </message>
    <message>
        <source>digitpad</source>
        <translation>digitpad</translation>
    </message>
</context>
<context>
    <name>LessonForm</name>
    <message>
        <source>Save Lesson</source>
        <translation>保存课程</translation>
    </message>
    <message>
        <source>Lesson</source>
        <translation>课程</translation>
    </message>
    <message>
        <source>What shall be seen, and asked? It is shown beside the lab.</source>
        <translation>要让大家看什么、问什么？它会显示在实验室旁边。</translation>
    </message>
    <message>
        <source>&amp;Title</source>
        <translation>标题(&amp;T)</translation>
    </message>
    <message>
        <source>&amp;Note</source>
        <translation>说明(&amp;N)</translation>
    </message>
</context>
<context>
    <name>Lessons</name>
    <message>
        <source>The kernel</source>
        <translation>卷积核</translation>
    </message>
    <message>
        <source>A picture is a grid of numbers: here 0 is paper and 1 is ink. A kernel is a much smaller grid. Laid over a part of the picture it asks one question, and answers with one number: how much does this part look like me?</source>
        <translation>图像就是一格一格的数：这里 0 是白纸，1 是墨迹。卷积核是小得多的一格数。把它放到图像的某一处，它就提出一个问题，并用一个数来回答：这一处和我有多像？</translation>
    </message>
    <message>
        <source>Nobody told it what to look for in words. Its numbers are the question. The kernel in the lab has negative numbers on the left and positive ones on the right. It answers where paper on the left meets ink on the right, and with a minus where it is the other way round.</source>
        <translation>没有人用语言告诉它该找什么，它的那些数就是问题。实验室里的这个卷积核左边是负数，右边是正数。左边是白纸、右边是墨迹的地方，它的回答就大；反过来的地方，回答是负数。</translation>
    </message>
    <message>
        <source>Draw something and watch the output. Then type other numbers over the kernel's. A network learns in just this way, only that it finds the numbers by itself.</source>
        <translation>写点什么，看看输出。然后改写卷积核里的数。网络就是这样学习的，只不过这些数是它自己找到的。</translation>
    </message>
    <message>
        <source>Uprights answer this kernel and level strokes hardly do. Which numbers would you exchange so that it is the other way round?</source>
        <translation>竖线会让这个卷积核给出很大的回答，横线几乎不会。要想反过来，应当交换哪些数？</translation>
    </message>
    <message>
        <source>Mirror the kernel at its diagonal: rows become columns. Choose the preset Sobel y to see it: negative numbers above, positive ones below.</source>
        <translation>把卷积核沿对角线翻转：行变成列。选择预设 Sobel y 就能看到：上面是负数，下面是正数。</translation>
    </message>
    <message>
        <source>Sliding</source>
        <translation>滑动</translation>
    </message>
    <message>
        <source>One answer is for one place. To search the whole picture, the same kernel is used at every place in turn. Four moves are all there is to it: slide the kernel to a place, multiply each of its numbers with the one below it, sum the products, and move on.</source>
        <translation>一个回答只对应一个位置。要查遍整幅图像，就让同一个卷积核依次用在每个位置上。一共只有四个动作：把卷积核滑到一个位置，把它的每个数与下面的数相乘，把乘积加起来，再移到下一处。</translation>
    </message>
    <message>
        <source>Step through the four moves. The lab shows an upright line, and a kernel that has an upright line in it: twos in the middle, minus ones beside them.</source>
        <translation>一步步走完这四个动作。实验室里显示的是一条竖线，卷积核里也有一条竖线：中间是 2，两边是 −1。</translation>
    </message>
    <message>
        <source>Because the kernel is the same everywhere, it finds its line wherever the line is, and it needs nine numbers for a picture of any size. The answers, each at its place, are a picture again: a feature map.</source>
        <translation>因为处处用的是同一个卷积核，所以线在哪里它都能找到；无论图像多大，它只需要九个数。把各处的回答放在各自的位置上，又得到一幅图像：这就是特征图。</translation>
    </message>
    <message>
        <source>How many places does a 3 × 3 kernel have on a 5 × 5 picture, and in which column is its answer largest? Count, then step to the end.</source>
        <translation>3 × 3 的卷积核在 5 × 5 的图像上有多少个位置？哪一列的回答最大？先数一数，再走到最后。</translation>
    </message>
    <message>
        <source>Three across and three down: nine places. In the middle column the twos lie on the line: 2 + 2 + 2 = 6. Beside it a column of minus ones lies there: −3.</source>
        <translation>横着三个，竖着三个：一共九个位置。在中间一列，几个 2 正好落在线上：2 + 2 + 2 = 6。在旁边，落在线上的是一列 −1：结果是 −3。</translation>
    </message>
    <message>
        <source>Stride, size and number</source>
        <translation>步长、大小和数量</translation>
    </message>
    <message>
        <source>Three decisions shape a convolution. A larger kernel sees more at once, and has more numbers to learn. A larger stride skips places: with stride 2 the kernel moves on by two pixels, and the feature map is about half as wide.</source>
        <translation>卷积由三个选择决定。卷积核越大，一次看到的越多，要学的数也越多。步长越大，跳过的位置越多：步长为 2 时，卷积核每次移动两个像素，特征图的宽度大约减半。</translation>
    </message>
    <message>
        <source>The number of kernels is the number of questions. Each makes a feature map of its own, so two kernels give two maps, one above the other, as the three colours of a photograph are.</source>
        <translation>卷积核的数量就是问题的数量。每个卷积核得到自己的一张特征图，所以两个卷积核得到两张特征图，像照片的三个颜色通道那样叠在一起。</translation>
    </message>
    <message>
        <source>How many places there are along a side of n pixels, for a kernel of k, padding p and stride s, is floor((n + 2p − k) / s) + 1. The lab fills it in as you change the numbers.</source>
        <translation>一边有 n 个像素，卷积核大小为 k，填充为 p，步长为 s，那么这一边的位置数是 floor((n + 2p − k) / s) + 1。你改动这些数时，实验室会把它们代入公式。</translation>
    </message>
    <message>
        <source>The lab has two kernels of 5 × 5 and stride 2 on 28 × 28 pixels. What will the output's shape be with stride 3? Work it out, then try.</source>
        <translation>实验室里是两个 5 × 5 的卷积核，步长为 2，输入是 28 × 28 像素。如果步长改为 3，输出的形状是什么？先算出来，再试一试。</translation>
    </message>
    <message>
        <source>(28 − 5) / 3 is 7.67, rounded down 7, plus 1 is 8: two maps of 8 × 8. The last two rows and columns are left over; the lab says so.</source>
        <translation>(28 − 5) / 3 是 7.67，向下取整得 7，加 1 是 8：两张 8 × 8 的特征图。最后两行和两列剩了下来，实验室会指出这一点。</translation>
    </message>
    <message>
        <source>Borders and padding</source>
        <translation>边界与填充</translation>
    </message>
    <message>
        <source>A kernel must lie on the picture with all of its cells, so pixels at the border are covered less often than those in the middle. Without padding each convolution also makes the picture smaller.</source>
        <translation>卷积核的每一格都必须落在图像上，所以边界上的像素被覆盖的次数比中间的少。不用填充时，每做一次卷积，图像还会变小一些。</translation>
    </message>
    <message>
        <source>A stride can make it worse. Here a 3 × 3 kernel goes over 4 × 4 numbers with stride 2. There is no room for a second step, so one row and one column are never seen: whatever stands there, the output stays the same.</source>
        <translation>步长会让情况更糟。这里一个 3 × 3 的卷积核以步长 2 扫过 4 × 4 的数。走不了第二步，于是有一行和一列永远看不到：无论那里是什么，输出都不变。</translation>
    </message>
    <message>
        <source>Padding lays cells around the picture. Filled with zeros they add nothing to the sum; filled with a mirror image or with the border's own values they keep the picture's edge from looking like an edge.</source>
        <translation>填充就是在图像四周补上几圈格子。补零时，它们不会给总和增加什么；用镜像或边界上的值来补，图像的边缘就不会被误认成边缘特征。</translation>
    </message>
    <message>
        <source>Change a number in the last row: the output does not move. How much padding do you need so that every number counts, and what is the output's shape then?</source>
        <translation>改动最后一行的一个数：输出不变。要让每个数都起作用，需要多少填充？这时输出的形状是什么？</translation>
    </message>
    <message>
        <source>Padding 1 is enough: floor((4 + 2·1 − 3) / 2) + 1 = 2, so four windows, and together they cover all sixteen numbers.</source>
        <translation>填充 1 就够了：floor((4 + 2·1 − 3) / 2) + 1 = 2，于是有四个窗口，合起来覆盖了全部十六个数。</translation>
    </message>
    <message>
        <source>Pooling</source>
        <translation>池化</translation>
    </message>
    <message>
        <source>After a kernel has answered everywhere, the exact place matters less than whether it answered at all. Pooling keeps one number of each window: the largest, the mean, or the root of the sum of squares. There is nothing to learn in it.</source>
        <translation>卷积核在各处都回答之后，准确的位置就不如“有没有回答”重要了。池化在每个窗口里只留下一个数：最大值、平均值，或平方和的平方根。这里没有什么要学的。</translation>
    </message>
    <message>
        <source>Global pooling takes the whole map as one window. Adaptive pooling is told how large the output shall be, and chooses its windows to fit.</source>
        <translation>全局池化把整张特征图当作一个窗口。自适应池化则先指定输出要多大，再自己选取合适的窗口。</translation>
    </message>
    <message>
        <source>People never write a digit at the same place twice. The table in the lab moves the picture by one pixel and tells how much of each output changes.</source>
        <translation>人写数字，从来不会两次写在同一处。实验室里的表格把图像移动一个像素，告诉你各种输出改变了多少。</translation>
    </message>
    <message>
        <source>Which pool changes least when the drawing moves by one pixel, and what does it no longer know?</source>
        <translation>手写移动一个像素时，哪种池化变化最小？它又因此不知道了什么？</translation>
    </message>
    <message>
        <source>The global ones do not change at all as long as no ink leaves the picture. But they no longer know where anything was: a 6 and a 9 are the same to them. So networks pool small windows first, and globally only at the end.</source>
        <translation>只要墨迹没有移出图像，全局池化的结果完全不变。但它们再也不知道东西原来在哪里：6 和 9 对它们来说是一样的。所以网络先用小窗口池化，到最后才用全局池化。</translation>
    </message>
    <message>
        <source>The network</source>
        <translation>网络</translation>
    </message>
    <message>
        <source>A network is these pieces in a row: kernels, a ReLU that makes negative answers zero, a pool, and again. The first kernels look at ink. The next ones look at all the maps of the first at once: each has one plane of numbers for each map, and sums over all of them.</source>
        <translation>网络就是把这些部件排成一列：先是卷积核，再是把负的回答变成零的 ReLU，然后是池化，如此重复。第一层卷积核看的是墨迹，下一层同时看第一层的所有特征图：对每张特征图各有一片数，再把全部结果加起来。</translation>
    </message>
    <message>
        <source>The lab shows the last convolution of the model in use, if it has one, with what it is given for your drawing and with its own trained numbers. The Layers page shows the same maps in their place.</source>
        <translation>如果正在使用的模型有卷积层，实验室会显示它的最后一个卷积层：你的手写在这一层的输入，以及它自己训练出来的数。在“层”页可以在网络中的原位看到同样的特征图。</translation>
    </message>
    <message>
        <source>At the end fully connected layers weigh everything against everything and give ten numbers, one for each digit. They hold most of a small network's weights, as the figures on cost show: a convolution uses its few numbers again at every place.</source>
        <translation>最后由全连接层把所有值对所有值加权，得到十个数，每个数字一个。小网络的大部分权重都在这里，从计算量的数字可以看出来：卷积在每个位置都重复使用它那为数不多的几个数。</translation>
    </message>
    <message>
        <source>How many weights does one of these kernels have, and how many would a fully connected layer need from the same input to the same output?</source>
        <translation>这样一个卷积核有多少个权重？如果用全连接层把同样的输入变成同样的输出，又需要多少？</translation>
    </message>
    <message>
        <source>In the tutorial network a 3 × 3 kernel over 8 maps has 72 weights and a bias, and the fully connected layer would need thousands of times as many. The lab's figures on cost give both for the model in use. Sharing weights is why convolutions can be learnt from a few thousand digits.</source>
        <translation>在教程网络里，作用于 8 张特征图的 3 × 3 卷积核有 72 个权重和一个偏置，全连接层则需要它的成千上万倍。实验室的计算量数字给出了当前模型的这两个数。正因为共享权重，卷积只用几千个数字就能学会。</translation>
    </message>
</context>
<context>
    <name>LessonsDock</name>
    <message>
        <source>Lessons</source>
        <translation>课程</translation>
    </message>
</context>
<context>
    <name>LessonsPanel</name>
    <message>
        <source>Lesson</source>
        <translation>课程</translation>
    </message>
    <message>
        <source>{0}. {1}</source>
        <translation>{0}. {1}</translation>
    </message>
    <message>
        <source>The lesson</source>
        <translation>课文</translation>
    </message>
    <message>
        <source>&amp;Set the Lab</source>
        <translation>设置实验室(&amp;S)</translation>
    </message>
    <message>
        <source>Show this lesson's example in the convolution lab</source>
        <translation>在卷积实验室里显示这节课的例子</translation>
    </message>
    <message>
        <source>Show the &amp;Answer</source>
        <translation>显示答案(&amp;A)</translation>
    </message>
    <message>
        <source>Bac&amp;k</source>
        <translation>上一课(&amp;K)</translation>
    </message>
    <message>
        <source>&amp;Next</source>
        <translation>下一课(&amp;N)</translation>
    </message>
    <message>
        <source>Hide the &amp;Answer</source>
        <translation>隐藏答案(&amp;A)</translation>
    </message>
    <message>
        <source>Question</source>
        <translation>问题</translation>
    </message>
    <message>
        <source>Answer</source>
        <translation>答案</translation>
    </message>
</context>
<context>
    <name>LicencesView</name>
    <message>
        <source>Reading the licences…</source>
        <translation>正在读取许可证…</translation>
    </message>
    <message>
        <source>Components</source>
        <translation>组件</translation>
    </message>
    <message>
        <source>Component</source>
        <translation>组件</translation>
    </message>
    <message>
        <source>Version</source>
        <translation>版本</translation>
    </message>
    <message>
        <source>Licence</source>
        <translation>许可证</translation>
    </message>
    <message>
        <source>Text of the licence</source>
        <translation>许可证全文</translation>
    </message>
    <message>
        <source>see the text</source>
        <translation>见全文</translation>
    </message>
</context>
<context>
    <name>LivePlot</name>
    <message>
        <source>PNG picture (*.png)</source>
        <translation>PNG 图片 (*.png)</translation>
    </message>
    <message>
        <source>SVG drawing (*.svg)</source>
        <translation>SVG 矢量图 (*.svg)</translation>
    </message>
    <message>
        <source>Save Plot</source>
        <translation>保存图表</translation>
    </message>
    <message>
        <source>Saved {0}</source>
        <translation>已保存 {0}</translation>
    </message>
</context>
<context>
    <name>LossPlot</name>
    <message>
        <source>Loss and accuracy</source>
        <translation>损失与准确率</translation>
    </message>
    <message>
        <source>Press Train. Loss and accuracy are drawn here while the network learns.</source>
        <translation>按“训练”。网络学习时，这里会画出损失和准确率的曲线。</translation>
    </message>
    <message>
        <source>Loss</source>
        <translation>损失</translation>
    </message>
    <message>
        <source>Accuracy</source>
        <translation>准确率</translation>
    </message>
    <message>
        <source>Epochs</source>
        <translation>轮次</translation>
    </message>
    <message>
        <source>Training, each batch</source>
        <translation>训练（每批）</translation>
    </message>
    <message>
        <source>Training, smoothed</source>
        <translation>训练（平滑后）</translation>
    </message>
    <message>
        <source>Validation</source>
        <translation>验证</translation>
    </message>
    <message>
        <source>Best epoch</source>
        <translation>最佳轮次</translation>
    </message>
</context>
<context>
    <name>MainWindow</name>
    <message>
        <source>{0} is on the canvas</source>
        <translation>{0} 已放到画布上</translation>
    </message>
    <message>
        <source>Sample</source>
        <translation>采样</translation>
    </message>
    <message>
        <source>My Digit</source>
        <translation>我的数字</translation>
    </message>
    <message>
        <source>Models (*.safetensors *.pth *.pt *.ckpt *.onnx)</source>
        <translation>模型 (*.safetensors *.pth *.pt *.ckpt *.onnx)</translation>
    </message>
    <message>
        <source>Open Model</source>
        <translation>打开模型</translation>
    </message>
</context>
<context>
    <name>MapGrid</name>
    <message>
        <source>Feature maps</source>
        <translation>特征图</translation>
    </message>
</context>
<context>
    <name>MapsView</name>
    <message>
        <source>Feature maps to compare with</source>
        <translation>用来比较的特征图</translation>
    </message>
    <message>
        <source>It has no such layer.</source>
        <translation>它没有这样的层。</translation>
    </message>
</context>
<context>
    <name>ModelsDialog</name>
    <message>
        <source>Models</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>&amp;Use</source>
        <translation>使用(&amp;U)</translation>
    </message>
    <message>
        <source>&amp;Rename</source>
        <translation>重命名(&amp;R)</translation>
    </message>
    <message>
        <source>&amp;Export…</source>
        <translation>导出(&amp;E)…</translation>
    </message>
    <message>
        <source>&amp;Import…</source>
        <translation>导入(&amp;I)…</translation>
    </message>
    <message>
        <source>&amp;Delete</source>
        <translation>删除(&amp;D)</translation>
    </message>
    <message>
        <source>&amp;Close</source>
        <translation>关闭(&amp;C)</translation>
    </message>
    <message>
        <source>Delete Model</source>
        <translation>删除模型</translation>
    </message>
    <message>
        <source>Delete the model {0}? This cannot be undone.</source>
        <translation>删除模型 {0} 吗？删除后无法恢复。</translation>
    </message>
    <message>
        <source>digitpad checkpoint (*.safetensors)</source>
        <translation>digitpad 检查点 (*.safetensors)</translation>
    </message>
    <message>
        <source>PyTorch state dict (*.pth)</source>
        <translation>PyTorch 状态字典 (*.pth)</translation>
    </message>
    <message>
        <source>ONNX (*.onnx)</source>
        <translation>ONNX (*.onnx)</translation>
    </message>
    <message>
        <source>PyTorch code, and its weights beside it (*.py)</source>
        <translation>PyTorch 代码，权重放在旁边 (*.py)</translation>
    </message>
    <message>
        <source>Export Model</source>
        <translation>导出模型</translation>
    </message>
    <message>
        <source>Exporting {0}…</source>
        <translation>正在导出 {0}…</translation>
    </message>
    <message>
        <source>Models (*.safetensors *.pth *.pt *.ckpt *.onnx)</source>
        <translation>模型 (*.safetensors *.pth *.pt *.ckpt *.onnx)</translation>
    </message>
    <message>
        <source>Import Model</source>
        <translation>导入模型</translation>
    </message>
    <message>
        <source>Importing {0}…</source>
        <translation>正在导入 {0}…</translation>
    </message>
    <message>
        <source>Exported as {0}</source>
        <translation>已导出为 {0}</translation>
    </message>
    <message>
        <source>Imported as {0}</source>
        <translation>已导入为 {0}</translation>
    </message>
</context>
<context>
    <name>ModelsTable</name>
    <message>
        <source>Saved models</source>
        <translation>已保存的模型</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>Made</source>
        <translation>训练于</translation>
    </message>
    <message>
        <source>Network</source>
        <translation>网络</translation>
    </message>
    <message>
        <source>Parameters</source>
        <translation>参数</translation>
    </message>
    <message>
        <source>Recipe</source>
        <translation>训练方案</translation>
    </message>
    <message>
        <source>Data</source>
        <translation>数据</translation>
    </message>
    <message>
        <source>Accuracy</source>
        <translation>准确率</translation>
    </message>
    <message>
        <source>Bundled model</source>
        <translation>自带模型</translation>
    </message>
    <message>
        <source>cannot be read</source>
        <translation>无法读取</translation>
    </message>
    <message>
        <source>In use</source>
        <translation>使用中</translation>
    </message>
</context>
<context>
    <name>NetworkNames</name>
    <message>
        <source>Tutorial network</source>
        <translation>教程网络</translation>
    </message>
    <message>
        <source>LeNet-5</source>
        <translation>LeNet-5</translation>
    </message>
    <message>
        <source>Fully connected only</source>
        <translation>只有全连接层</translation>
    </message>
    <message>
        <source>Small modern network</source>
        <translation>小型现代网络</translation>
    </message>
    <message>
        <source>Deep network</source>
        <translation>深层网络</translation>
    </message>
</context>
<context>
    <name>NumberGrid</name>
    <message>
        <source>Numbers of the kernel</source>
        <translation>卷积核的数</translation>
    </message>
    <message>
        <source>Number of the kernel</source>
        <translation>卷积核的一个数</translation>
    </message>
</context>
<context>
    <name>NumberRow</name>
    <message>
        <source>all
{0}</source>
        <translation>整体
{0}</translation>
    </message>
    <message>
        <source>That all {0} digits are right: {1}</source>
        <translation>{0} 位数字全对的概率：{1}</translation>
    </message>
    <message>
        <source>{0}. Not sure: one of them at least.</source>
        <translation>{0}。不确定：至少有一位不确定。</translation>
    </message>
    <message>
        <source>, below it </source>
        <translation>，下一行 </translation>
    </message>
    <message>
        <source>Number {0}</source>
        <translation>数 {0}</translation>
    </message>
</context>
<context>
    <name>OpenNetworkDialog</name>
    <message>
        <source>Open Network</source>
        <translation>打开网络</translation>
    </message>
    <message>
        <source>net.py, or {0}</source>
        <translation>net.py，或 {0}</translation>
    </message>
    <message>
        <source>&amp;Browse…</source>
        <translation>浏览(&amp;B)…</translation>
    </message>
    <message>
        <source>&amp;Run and List Networks</source>
        <translation>运行并列出网络(&amp;R)</translation>
    </message>
    <message>
        <source>none: as the code initialises them</source>
        <translation>无：用代码初始化的值</translation>
    </message>
    <message>
        <source>B&amp;rowse…</source>
        <translation>浏览(&amp;R)…</translation>
    </message>
    <message>
        <source>as made-up digits are read best</source>
        <translation>按合成数字认得最准的方式</translation>
    </message>
    <message>
        <source>MNIST's mean 0.1307 and deviation 0.3081</source>
        <translation>MNIST 的均值 0.1307 和标准差 0.3081</translation>
    </message>
    <message>
        <source>mean 0.5 and deviation 0.5</source>
        <translation>均值 0.5 和标准差 0.5</translation>
    </message>
    <message>
        <source>as they are, from 0 to 1</source>
        <translation>原样，0 到 1</translation>
    </message>
    <message>
        <source>other numbers</source>
        <translation>其他数值</translation>
    </message>
    <message>
        <source>&amp;Open</source>
        <translation>打开(&amp;O)</translation>
    </message>
    <message>
        <source>&amp;Cancel</source>
        <translation>取消(&amp;C)</translation>
    </message>
    <message>
        <source>&amp;Code</source>
        <translation>代码(&amp;C)</translation>
    </message>
    <message>
        <source>&amp;Network</source>
        <translation>网络(&amp;N)</translation>
    </message>
    <message>
        <source>&amp;Weights</source>
        <translation>权重(&amp;W)</translation>
    </message>
    <message>
        <source>&amp;Pixels</source>
        <translation>像素(&amp;P)</translation>
    </message>
    <message>
        <source>&amp;Mean</source>
        <translation>均值(&amp;M)</translation>
    </message>
    <message>
        <source>&amp;Deviation</source>
        <translation>标准差(&amp;D)</translation>
    </message>
    <message>
        <source>Code of a Network</source>
        <translation>网络的代码</translation>
    </message>
    <message>
        <source>Python files (*.py)</source>
        <translation>Python 文件 (*.py)</translation>
    </message>
    <message>
        <source>Weights</source>
        <translation>权重</translation>
    </message>
    <message>
        <source>Weights (*.safetensors *.pth *.pt *.ckpt)</source>
        <translation>权重 (*.safetensors *.pth *.pt *.ckpt)</translation>
    </message>
    <message>
        <source>To list its networks the code in {0} has to run. It may do whatever you may do on this computer: run what you trust.</source>
        <translation>要列出其中的网络，就得运行 {0} 中的代码。它能做你在这台电脑上能做的任何事：只运行你信任的代码。</translation>
    </message>
    <message>
        <source>A file with a class of torch.nn.Module, or {0} for ready networks.</source>
        <translation>一个定义了 torch.nn.Module 类的文件，或用 {0} 取得现成的网络。</translation>
    </message>
    <message>
        <source>a number or "text"</source>
        <translation>数或 "文本"</translation>
    </message>
    <message>
        <source>There is no class, function or instance of torch.nn.Module in it.</source>
        <translation>其中没有 torch.nn.Module 的类、函数或实例。</translation>
    </message>
    <message>
        <source>Mean and deviation are numbers, the deviation above 0.</source>
        <translation>均值和标准差要填数，标准差要大于 0。</translation>
    </message>
    <message>
        <source>The code runs…</source>
        <translation>代码正在运行…</translation>
    </message>
    <message>
        <source>It could not be opened: {0}.</source>
        <translation>无法打开：{0}。</translation>
    </message>
</context>
<context>
    <name>OutputBars</name>
    <message>
        <source>Logits and probabilities of the ten digits</source>
        <translation>十个数字的 logit 和概率</translation>
    </message>
    <message>
        <source>logit</source>
        <translation>logit</translation>
    </message>
    <message>
        <source>probability</source>
        <translation>概率</translation>
    </message>
</context>
<context>
    <name>OutputPicture</name>
    <message>
        <source>Output of the convolution</source>
        <translation>卷积的输出</translation>
    </message>
</context>
<context>
    <name>Overview</name>
    <message>
        <source>Looking for the versions…</source>
        <translation>正在查找版本…</translation>
    </message>
    <message>
        <source>Versions</source>
        <translation>版本</translation>
    </message>
    <message>
        <source>Co&amp;py Versions</source>
        <translation>复制版本(&amp;P)</translation>
    </message>
    <message>
        <source>Copy all versions and the system, for a message</source>
        <translation>复制所有版本和系统信息，便于发给别人</translation>
    </message>
    <message>
        <source>Data</source>
        <translation>数据</translation>
    </message>
    <message>
        <source>Data that the bundled model has learnt from</source>
        <translation>自带模型学习过的数据</translation>
    </message>
    <message>
        <source>{0}, 60,000 handwritten digits: Yann LeCun, Corinna Cortes and Christopher J. C. Burges. {1}.</source>
        <translation>{0}，60,000 个手写数字：Yann LeCun、Corinna Cortes 和 Christopher J. C. Burges。{1}。</translation>
    </message>
    <message>
        <source>{0}, 7,494 digits that 30 people wrote with a pen: E. Alpaydin and F. Alimoglu, UCI Machine Learning Repository. {1}. Changed: drawn as pictures of 28 × 28 pixels.</source>
        <translation>{0}，30 人用笔写下的 7,494 个数字：E. Alpaydin 和 F. Alimoglu，UCI Machine Learning Repository。{1}。有改动：画成了 28 × 28 像素的图像。</translation>
    </message>
    <message>
        <source>{0}: digits and scribbles that digitpad makes up itself.</source>
        <translation>{0}：digitpad 自己生成的数字和涂鸦。</translation>
    </message>
    <message>
        <source>Synthetic handwriting</source>
        <translation>合成手写数字</translation>
    </message>
    <message>
        <source>Copied</source>
        <translation>已复制</translation>
    </message>
</context>
<context>
    <name>PaddingFields</name>
    <message>
        <source>Padding</source>
        <translation>填充</translation>
    </message>
    <message>
        <source>Pixels around the input</source>
        <translation>输入四周补上的像素</translation>
    </message>
    <message>
        <source>No padding</source>
        <translation>不填充</translation>
    </message>
    <message>
        <source>Same</source>
        <translation>保持大小</translation>
    </message>
    <message>
        <source>Amount</source>
        <translation>指定数量</translation>
    </message>
    <message>
        <source>Values of the padding</source>
        <translation>填充的值</translation>
    </message>
    <message>
        <source>What the padding's values are</source>
        <translation>用什么值来填充</translation>
    </message>
    <message>
        <source>zeros</source>
        <translation>补零</translation>
    </message>
    <message>
        <source>reflect</source>
        <translation>镜像</translation>
    </message>
    <message>
        <source>replicate</source>
        <translation>复制边界</translation>
    </message>
    <message>
        <source>Padding above</source>
        <translation>上方填充</translation>
    </message>
    <message>
        <source>Padding below</source>
        <translation>下方填充</translation>
    </message>
    <message>
        <source>Padding on the left</source>
        <translation>左侧填充</translation>
    </message>
    <message>
        <source>Padding on the right</source>
        <translation>右侧填充</translation>
    </message>
</context>
<context>
    <name>PictureDrop</name>
    <message>
        <source>Dropped picture</source>
        <translation>拖入的图片</translation>
    </message>
</context>
<context>
    <name>Pictures</name>
    <message>
        <source>The picture cannot be read. Save it as PNG or JPEG, and open that.</source>
        <translation>无法读取这张图片。请另存为 PNG 或 JPEG 再打开。</translation>
    </message>
    <message>
        <source>Pasted picture</source>
        <translation>粘贴的图片</translation>
    </message>
    <message>
        <source>The clipboard holds no picture. Copy a picture or a picture file, then paste.</source>
        <translation>剪贴板里没有图片。请先复制一张图片或一个图片文件，再粘贴。</translation>
    </message>
    <message>
        <source>{0} is an address on the web, and digitpad fetches nothing from there. Save the picture, and open the file.</source>
        <translation>{0} 是网址，digitpad 不会从那里取任何东西。请先保存图片，再打开文件。</translation>
    </message>
</context>
<context>
    <name>PlayRow</name>
    <message>
        <source>{0} (←)</source>
        <translation>{0} (←)</translation>
    </message>
    <message>
        <source>&amp;Play</source>
        <translation>播放(&amp;P)</translation>
    </message>
    <message>
        <source>Play or pause (Space)</source>
        <translation>播放或暂停（空格键）</translation>
    </message>
    <message>
        <source>{0} (→)</source>
        <translation>{0} (→)</translation>
    </message>
    <message>
        <source>Speed</source>
        <translation>速度</translation>
    </message>
    <message>
        <source>&amp;Pause</source>
        <translation>暂停(&amp;P)</translation>
    </message>
    <message>
        <source>{0} / s</source>
        <translation>每秒 {0} 步</translation>
    </message>
</context>
<context>
    <name>Playground</name>
    <message>
        <source>Stride</source>
        <translation>步长</translation>
    </message>
    <message>
        <source>Stride down</source>
        <translation>向下的步长</translation>
    </message>
    <message>
        <source>Stride to the right</source>
        <translation>向右的步长</translation>
    </message>
    <message>
        <source>Dilation</source>
        <translation>空洞率</translation>
    </message>
    <message>
        <source>Dilation down</source>
        <translation>纵向空洞率</translation>
    </message>
    <message>
        <source>Dilation to the right</source>
        <translation>横向空洞率</translation>
    </message>
    <message>
        <source>Bias</source>
        <translation>偏置</translation>
    </message>
    <message>
        <source>Input</source>
        <translation>输入</translation>
    </message>
    <message>
        <source>Input  {0},  {1} to {2}</source>
        <translation>输入  {0}，{1} 到 {2}</translation>
    </message>
    <message>
        <source>Kernels  {0}</source>
        <translation>卷积核  {0}</translation>
    </message>
    <message>
        <source>Output</source>
        <translation>输出</translation>
    </message>
    <message>
        <source>Output  {0}</source>
        <translation>输出  {0}</translation>
    </message>
</context>
<context>
    <name>PlotFiles</name>
    <message>
        <source>Sa&amp;ve</source>
        <translation>保存(&amp;V)</translation>
    </message>
    <message>
        <source>&amp;Plot as PNG or SVG…</source>
        <translation>图表存为 PNG 或 SVG(&amp;P)…</translation>
    </message>
    <message>
        <source>&amp;Figures as CSV…</source>
        <translation>数据存为 CSV(&amp;F)…</translation>
    </message>
    <message>
        <source>Show &amp;All of the Plot</source>
        <translation>显示整个图表(&amp;A)</translation>
    </message>
    <message>
        <source>Save Figures</source>
        <translation>保存数据</translation>
    </message>
    <message>
        <source>Tables (*.csv)</source>
        <translation>表格 (*.csv)</translation>
    </message>
    <message>
        <source>Saved {0}</source>
        <translation>已保存 {0}</translation>
    </message>
</context>
<context>
    <name>PointedValue</name>
    <message>
        <source>channel {0}, row {1}, column {2}</source>
        <translation>通道 {0}，第 {1} 行第 {2} 列</translation>
    </message>
    <message>
        <source>Input, {0}: {1}</source>
        <translation>输入，{0}：{1}</translation>
    </message>
    <message>
        <source>Padding, {0}: {1}</source>
        <translation>填充，{0}：{1}</translation>
    </message>
    <message>
        <source>Kernel {0}, channel {1}, row {2}, column {3}: {4}</source>
        <translation>卷积核 {0}，通道 {1}，第 {2} 行第 {3} 列：{4}</translation>
    </message>
    <message>
        <source>Output, map {0}, row {1}, column {2}: {3}</source>
        <translation>输出，图 {0}，第 {1} 行第 {2} 列：{3}</translation>
    </message>
</context>
<context>
    <name>PoolTable</name>
    <message>
        <source>input</source>
        <translation>输入</translation>
    </message>
    <message>
        <source>mean change</source>
        <translation>平均变化</translation>
    </message>
    <message>
        <source>of its mean</source>
        <translation>占均值</translation>
    </message>
    <message>
        <source>values changed</source>
        <translation>改变的值</translation>
    </message>
</context>
<context>
    <name>PoolingView</name>
    <message>
        <source>Window</source>
        <translation>窗口</translation>
    </message>
    <message>
        <source>Rows of the window</source>
        <translation>窗口的行数</translation>
    </message>
    <message>
        <source>Columns of the window</source>
        <translation>窗口的列数</translation>
    </message>
    <message>
        <source>Stride</source>
        <translation>步长</translation>
    </message>
    <message>
        <source>Stride of the window down</source>
        <translation>窗口向下的步长</translation>
    </message>
    <message>
        <source>Stride of the window to the right</source>
        <translation>窗口向右的步长</translation>
    </message>
    <message>
        <source>Padding</source>
        <translation>填充</translation>
    </message>
    <message>
        <source>Padding above and below, of max and average</source>
        <translation>最大池化和平均池化的上下填充</translation>
    </message>
    <message>
        <source>Padding left and right, of max and average</source>
        <translation>最大池化和平均池化的左右填充</translation>
    </message>
    <message>
        <source>Adaptive</source>
        <translation>自适应</translation>
    </message>
    <message>
        <source>Rows of an adaptive pool's output</source>
        <translation>自适应池化输出的行数</translation>
    </message>
    <message>
        <source>Columns of an adaptive pool's output</source>
        <translation>自适应池化输出的列数</translation>
    </message>
    <message>
        <source>Shift</source>
        <translation>平移</translation>
    </message>
    <message>
        <source>Pixels that the input moves down</source>
        <translation>输入向下移动的像素数</translation>
    </message>
    <message>
        <source>Pixels that the input moves right</source>
        <translation>输入向右移动的像素数</translation>
    </message>
    <message>
        <source>largest of rows {0}, columns {1}: {2}</source>
        <translation>第 {0} 行、第 {1} 列中的最大值：{2}</translation>
    </message>
    <message>
        <source>mean of rows {0}, columns {1}: {2}</source>
        <translation>第 {0} 行、第 {1} 列的平均值：{2}</translation>
    </message>
    <message>
        <source>root of squares of rows {0}, columns {1}: {2}</source>
        <translation>第 {0} 行、第 {1} 列平方和的平方根：{2}</translation>
    </message>
</context>
<context>
    <name>PracticePanel</name>
    <message>
        <source>Practice</source>
        <translation>练习</translation>
    </message>
    <message>
        <source>Next Digit</source>
        <translation>下一个数字</translation>
    </message>
    <message>
        <source>Keep them</source>
        <translation>保留</translation>
    </message>
    <message>
        <source>What you draw joins My Digits</source>
        <translation>把你写的收进“我的数字”</translation>
    </message>
    <message>
        <source>&amp;Start</source>
        <translation>开始(&amp;S)</translation>
    </message>
    <message>
        <source>&amp;Close</source>
        <translation>关闭(&amp;C)</translation>
    </message>
    <message>
        <source>&amp;Next</source>
        <translation>下一课(&amp;N)</translation>
    </message>
    <message>
        <source>Have the digit read, and go on (Enter)</source>
        <translation>识别这个数字，然后继续（回车键）</translation>
    </message>
    <message>
        <source>Take &amp;Back</source>
        <translation>退回(&amp;B)</translation>
    </message>
    <message>
        <source>Take the last digit and its score back, and draw it again</source>
        <translation>退回上一个数字和它的得分，重写一次</translation>
    </message>
    <message>
        <source>S&amp;top</source>
        <translation>停止(&amp;T)</translation>
    </message>
    <message>
        <source>&amp;Again</source>
        <translation>再来一次(&amp;A)</translation>
    </message>
    <message>
        <source>A&amp;dapt…</source>
        <translation>适应(&amp;D)…</translation>
    </message>
    <message>
        <source>Have the network learn the digits that were kept</source>
        <translation>让网络学习保留下来的数字</translation>
    </message>
    <message>
        <source>Draw the digits that are asked for; the network reads them</source>
        <translation>按要求写数字，由网络来认</translation>
    </message>
    <message numerus="yes">
        <source>Draw %n digits</source>
        <translation>
            <numerusform>写 %n 个数字</numerusform>
        </translation>
    </message>
    <message>
        <source>digits</source>
        <translation>个数字</translation>
    </message>
    <message>
        <source>Taken back. Draw it again.</source>
        <translation>已退回。请重写一次。</translation>
    </message>
    <message>
        <source>Not sure that this is a digit. Next again keeps it as {0}.</source>
        <translation>不确定这是不是数字。再按一次“下一个”，就记为 {0}。</translation>
    </message>
    <message>
        <source>Draw a {0}</source>
        <translation>写一个 {0}</translation>
    </message>
    <message>
        <source>{0} of {1} · {2} right · {3} in a row</source>
        <translation>第 {0} / {1} 个 · 对 {2} 个 · 连对 {3} 个</translation>
    </message>
    <message>
        <source>Right: your {0} was read as {0}.</source>
        <translation>对了：你写的 {0} 认作 {0}。</translation>
    </message>
    <message>
        <source>Wrong: your {0} was read as {1}.</source>
        <translation>错了：你写的 {0} 认作 {1}。</translation>
    </message>
    <message>
        <source>{0} of {1} right</source>
        <translation>{1} 个中对了 {0} 个</translation>
    </message>
    <message>
        <source>Most in a row: {0}.</source>
        <translation>最多连对：{0} 个。</translation>
    </message>
    <message>
        <source>{0} ({1} of {2})</source>
        <translation>{0}（{2} 次中 {1} 次）</translation>
    </message>
    <message>
        <source>Read wrong: {0}.</source>
        <translation>认错的：{0}。</translation>
    </message>
    <message>
        <source>No digit was read wrong.</source>
        <translation>没有认错的数字。</translation>
    </message>
</context>
<context>
    <name>PreparationView</name>
    <message>
        <source>The probe changes the drawing, and plots how sure the network is.</source>
        <translation>探测会改变手写，并画出网络的把握有多大。</translation>
    </message>
    <message>
        <source>Shift</source>
        <translation>平移</translation>
    </message>
    <message>
        <source>Turn</source>
        <translation>旋转</translation>
    </message>
    <message>
        <source>Scale</source>
        <translation>缩放</translation>
    </message>
    <message>
        <source>Thickness</source>
        <translation>粗细</translation>
    </message>
    <message>
        <source>Probe: {0}</source>
        <translation>探测：{0}</translation>
    </message>
    <message>
        <source>A sample has it already</source>
        <translation>样本已经这样处理过</translation>
    </message>
    <message>
        <source>{0} × {1} pixels</source>
        <translation>{0} × {1} 像素</translation>
    </message>
    <message>
        <source>without: {0}</source>
        <translation>不做这一步：{0}</translation>
    </message>
    <message>
        <source>with: {0}</source>
        <translation>做这一步：{0}</translation>
    </message>
    <message>
        <source>With all steps: {0}</source>
        <translation>做全部步骤：{0}</translation>
    </message>
    <message>
        <source>With these steps: {0}. With all: {1}</source>
        <translation>只做这些步骤：{0}。做全部步骤：{1}</translation>
    </message>
    <message>
        <source>No model is loaded. Choose one with Model → Open.</source>
        <translation>没有载入模型。请用“模型 → 打开模型”选择一个。</translation>
    </message>
    <message>
        <source>Draw a digit to see how it becomes the network's input.</source>
        <translation>写一个数字，看看它怎样变成网络的输入。</translation>
    </message>
</context>
<context>
    <name>ProbabilityBars</name>
    <message>
        <source>Probabilities</source>
        <translation>概率</translation>
    </message>
    <message>
        <source>{0}; not sure</source>
        <translation>{0}；不确定</translation>
    </message>
</context>
<context>
    <name>ProbePlot</name>
    <message>
        <source>Confidence while the drawing changes</source>
        <translation>手写改变时的置信度</translation>
    </message>
    <message>
        <source>as drawn</source>
        <translation>原样</translation>
    </message>
    <message>
        <source>How sure the network is of {0}</source>
        <translation>网络认为是 {0} 的把握</translation>
    </message>
    <message>
        <source>At {0}: {1} with {2}</source>
        <translation>在 {0}：认作 {1}，把握 {2}</translation>
    </message>
    <message>
        <source>At {0}: {1} with {2}; the answer is {3}</source>
        <translation>在 {0}：{1} 的把握 {2}；答案是 {3}</translation>
    </message>
    <message>
        <source>Shift to the right, in % of the sheet's width</source>
        <translation>向右平移，占画布宽度的 %</translation>
    </message>
    <message>
        <source>Turn clockwise, in degrees</source>
        <translation>顺时针旋转的度数</translation>
    </message>
    <message>
        <source>Size, in % of the drawing's own</source>
        <translation>大小，占原手写的 %</translation>
    </message>
    <message>
        <source>Brush, in thousandths of the sheet's width</source>
        <translation>笔宽，占画布宽度的千分之几</translation>
    </message>
</context>
<context>
    <name>RecentModels</name>
    <message>
        <source>{0} %</source>
        <translation>{0}%</translation>
    </message>
    <message>
        <source>{0} – {1}</source>
        <translation>{0} – {1}</translation>
    </message>
</context>
<context>
    <name>RecipeForm</name>
    <message>
        <source>Off</source>
        <translation>不用</translation>
    </message>
    <message>
        <source>Shifts by a pixel</source>
        <translation>平移一个像素</translation>
    </message>
    <message>
        <source>Deformations</source>
        <translation>变形</translation>
    </message>
    <message>
        <source>&amp;Recipe</source>
        <translation>训练方案(&amp;R)</translation>
    </message>
    <message>
        <source>&amp;Epochs</source>
        <translation>轮数(&amp;E)</translation>
    </message>
    <message>
        <source>&amp;Batch size</source>
        <translation>批大小(&amp;B)</translation>
    </message>
    <message>
        <source>&amp;Learning rate</source>
        <translation>学习率(&amp;L)</translation>
    </message>
    <message>
        <source>&amp;Optimiser</source>
        <translation>优化器(&amp;O)</translation>
    </message>
    <message>
        <source>M&amp;omentum</source>
        <translation>动量(&amp;O)</translation>
    </message>
    <message>
        <source>&amp;Validation split</source>
        <translation>验证集比例(&amp;V)</translation>
    </message>
    <message>
        <source>A&amp;ugmentation</source>
        <translation>数据增强(&amp;U)</translation>
    </message>
    <message>
        <source>See&amp;d</source>
        <translation>随机种子(&amp;D)</translation>
    </message>
</context>
<context>
    <name>Recovery</name>
    <message>
        <source>Details…</source>
        <translation>详细信息…</translation>
    </message>
    <message>
        <source>Restore</source>
        <translation>恢复</translation>
    </message>
    <message>
        <source>Forget</source>
        <translation>不要了</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>digitpad crashed the last time: {0}.</source>
        <translation>digitpad 上次崩溃了：{0}。</translation>
    </message>
    <message>
        <source>digitpad ended unexpectedly the last time.</source>
        <translation>digitpad 上次意外结束。</translation>
    </message>
    <message>
        <source>{0} Your drawing from {1} was kept.</source>
        <translation>{0} 你在 {1} 写的内容已经保留下来。</translation>
    </message>
    <message>
        <source>Recovered Drawing</source>
        <translation>恢复的手写</translation>
    </message>
</context>
<context>
    <name>RecoveryWriter</name>
    <message>
        <source>After a crash this drawing could not be recovered: {0}</source>
        <translation>如果发生崩溃，这幅手写将无法恢复：{0}</translation>
    </message>
</context>
<context>
    <name>ResultHeader</name>
    <message>
        <source>Progress of the test</source>
        <translation>测试进度</translation>
    </message>
    <message>
        <source>Average loss {0} · {1} of {2} right ({3} %)</source>
        <translation>平均损失 {0} · {2} 个中对 {1} 个（{3}%）</translation>
    </message>
    <message>
        <source>&amp;Test</source>
        <translation>测试(&amp;T)</translation>
    </message>
    <message>
        <source>Read all test digits with the present model</source>
        <translation>用当前模型识别所有测试数字</translation>
    </message>
    <message>
        <source>Press Test to see how well the model reads.</source>
        <translation>按“测试”，看看模型认得有多准。</translation>
    </message>
    <message>
        <source>&amp;Cancel</source>
        <translation>取消(&amp;C)</translation>
    </message>
    <message>
        <source>Stop; the last result stays</source>
        <translation>停止；保留上一次的结果</translation>
    </message>
    <message>
        <source>Read {0} of {1} test digits</source>
        <translation>已识别 {0} / {1} 个测试数字</translation>
    </message>
    <message>
        <source>Model {0}, test digits of {1}</source>
        <translation>模型 {0}，{1} 的测试数字</translation>
    </message>
    <message>
        <source>Result of model {0} on {1}; press Test for the present one.</source>
        <translation>这是模型 {0} 在 {1} 上的结果；要看当前模型的，请按“测试”。</translation>
    </message>
</context>
<context>
    <name>ResultNotice</name>
    <message>
        <source>Keep the Earlier Model</source>
        <translation>保留原来的模型</translation>
    </message>
    <message>
        <source>{0} of {1} test digits right ({2} %), average loss {3}. The weights of epoch {4} read your drawing now.</source>
        <translation>{1} 个测试数字中对了 {0} 个（{2}%），平均损失 {3}。现在用第 {4} 轮的权重识别你写的数字。</translation>
    </message>
    <message>
        <source>Use the Trained Model</source>
        <translation>使用训练出的模型</translation>
    </message>
</context>
<context>
    <name>ResumeNotice</name>
    <message>
        <source>Resume</source>
        <translation>继续</translation>
    </message>
    <message>
        <source>Discard</source>
        <translation>放弃</translation>
    </message>
    <message>
        <source>A training ({0}, {1}, {2}) was broken off after epoch {3} of {4}.</source>
        <translation>有一次训练（{0}，{1}，{2}）在第 {3} 轮（共 {4} 轮）之后中断了。</translation>
    </message>
</context>
<context>
    <name>RunNames</name>
    <message>
        <source>Tutorial</source>
        <translation>教程</translation>
    </message>
    <message>
        <source>Fast</source>
        <translation>快速</translation>
    </message>
    <message>
        <source>Accurate</source>
        <translation>精准</translation>
    </message>
    <message>
        <source>Robust</source>
        <translation>稳健</translation>
    </message>
    <message>
        <source>Custom</source>
        <translation>自定义</translation>
    </message>
    <message>
        <source>Before the first batch</source>
        <translation>第一批之前</translation>
    </message>
    <message>
        <source>After epoch {0}</source>
        <translation>第 {0} 轮之后</translation>
    </message>
    <message>
        <source>After batch {0}</source>
        <translation>第 {0} 批之后</translation>
    </message>
    <message>
        <source>{0} s</source>
        <translation>{0} 秒</translation>
    </message>
    <message>
        <source>{0} min {1} s</source>
        <translation>{0} 分 {1} 秒</translation>
    </message>
    <message>
        <source>{0} h {1} min</source>
        <translation>{0} 小时 {1} 分</translation>
    </message>
    <message>
        <source>epochs</source>
        <translation>轮数</translation>
    </message>
    <message>
        <source>batch size</source>
        <translation>批大小</translation>
    </message>
    <message>
        <source>optimiser</source>
        <translation>优化器</translation>
    </message>
    <message>
        <source>learning rate</source>
        <translation>学习率</translation>
    </message>
    <message>
        <source>momentum</source>
        <translation>动量</translation>
    </message>
    <message>
        <source>validation</source>
        <translation>验证</translation>
    </message>
    <message>
        <source>augmentation</source>
        <translation>数据增强</translation>
    </message>
    <message>
        <source>seed</source>
        <translation>随机种子</translation>
    </message>
    <message>
        <source>data</source>
        <translation>数据</translation>
    </message>
    <message>
        <source>parameters</source>
        <translation>参数</translation>
    </message>
    <message>
        <source>schedule</source>
        <translation>学习率调度</translation>
    </message>
    <message>
        <source>dropout</source>
        <translation>dropout</translation>
    </message>
    <message>
        <source>synthetic digits</source>
        <translation>合成数字</translation>
    </message>
    <message>
        <source>no digits</source>
        <translation>非数字</translation>
    </message>
</context>
<context>
    <name>RunRow</name>
    <message>
        <source>&amp;Run</source>
        <translation>运行(&amp;R)</translation>
    </message>
    <message>
        <source>&amp;Stop</source>
        <translation>停止(&amp;S)</translation>
    </message>
    <message>
        <source>Progress of the experiment</source>
        <translation>实验进度</translation>
    </message>
    <message>
        <source>An experiment is running. Stop it, or wait until it is done, then train.</source>
        <translation>有实验正在运行。请停止它或等它完成，再训练。</translation>
    </message>
    <message>
        <source>Experiment Is Running</source>
        <translation>实验正在运行</translation>
    </message>
    <message>
        <source>Stop the experiment and close? Trials that are done are kept, and the others can be run after the next start.</source>
        <translation>停止实验并关闭吗？已完成的试验会保留，其余的可在下次启动后运行。</translation>
    </message>
    <message>
        <source>&amp;Keep Running</source>
        <translation>继续运行(&amp;K)</translation>
    </message>
    <message>
        <source>Getting ready…</source>
        <translation>正在准备…</translation>
    </message>
    <message>
        <source>The experiment broke off: {0}. Run it again.</source>
        <translation>实验中断了：{0}。请重新运行。</translation>
    </message>
    <message>
        <source>Trial {0} of {1}: {2}, {3}</source>
        <translation>第 {0} / {1} 次试验：{2}，{3}</translation>
    </message>
    <message>
        <source>{0} · testing</source>
        <translation>{0} · 正在测试</translation>
    </message>
    <message>
        <source>{0} · epoch {1} of {2} · {3} samples/s</source>
        <translation>{0} · 第 {1} / {2} 轮 · 每秒 {3} 个样本</translation>
    </message>
    <message>
        <source>{0} · {1} left</source>
        <translation>{0} · 还剩 {1}</translation>
    </message>
    <message numerus="yes">
        <source>%n trials are left; Run goes on with them</source>
        <translation>
            <numerusform>还剩 %n 次试验；按“运行”继续</numerusform>
        </translation>
    </message>
    <message>
        <source>Finished</source>
        <translation>已完成</translation>
    </message>
</context>
<context>
    <name>RunsMenu</name>
    <message>
        <source>R&amp;uns</source>
        <translation>记录(&amp;U)</translation>
    </message>
    <message>
        <source>{0}, {1} % right</source>
        <translation>{0}，正确 {1}%</translation>
    </message>
</context>
<context>
    <name>SampleGrid</name>
    <message>
        <source>Samples</source>
        <translation>样本</translation>
    </message>
    <message>
        <source>Sample {0} of {1}: {2}</source>
        <translation>第 {0} / {1} 个样本：{2}</translation>
    </message>
</context>
<context>
    <name>SavePath</name>
    <message>
        <source>{0} exists already. Replace it?</source>
        <translation>{0} 已经存在。要替换它吗？</translation>
    </message>
</context>
<context>
    <name>Session</name>
    <message>
        <source>The model is still being loaded. Wait a moment.</source>
        <translation>模型还在载入。请稍等。</translation>
    </message>
    <message>
        <source>No model is loaded. Choose one with Model → Open Model….</source>
        <translation>没有载入模型。请用“模型 → 打开模型…”选择一个。</translation>
    </message>
    <message>
        <source>The model could not be loaded: {0}. Reinstall digitpad.</source>
        <translation>无法载入模型：{0}。请重新安装 digitpad。</translation>
    </message>
</context>
<context>
    <name>ShapesView</name>
    <message>
        <source>Rows</source>
        <translation>行</translation>
    </message>
    <message>
        <source>Columns</source>
        <translation>列</translation>
    </message>
    <message>
        <source>Every pixel of the input is seen.</source>
        <translation>输入的每个像素都看到了。</translation>
    </message>
    <message>
        <source>Input {0}, output {1}: a map for each kernel.</source>
        <translation>输入 {0}，输出 {1}：每个卷积核一张特征图。</translation>
    </message>
    <message>
        <source>Parameters</source>
        <translation>参数</translation>
    </message>
    <message>
        <source>Multiplications</source>
        <translation>乘法次数</translation>
    </message>
    <message>
        <source>convolution</source>
        <translation>卷积</translation>
    </message>
    <message>
        <source>fully connected</source>
        <translation>全连接</translation>
    </message>
</context>
<context>
    <name>SlidePicture</name>
    <message>
        <source>The kernel on its way over the input</source>
        <translation>正在输入上滑动的卷积核</translation>
    </message>
    <message>
        <source>L2</source>
        <translation>L2</translation>
    </message>
    <message>
        <source>mean</source>
        <translation>平均值</translation>
    </message>
    <message>
        <source>max</source>
        <translation>最大</translation>
    </message>
    <message>
        <source>input</source>
        <translation>输入</translation>
    </message>
    <message>
        <source>output</source>
        <translation>输出</translation>
    </message>
</context>
<context>
    <name>SlideView</name>
    <message>
        <source>Input {0}</source>
        <translation>输入 {0}</translation>
    </message>
    <message>
        <source>Map of the input</source>
        <translation>输入的特征图</translation>
    </message>
    <message>
        <source>Output {0}</source>
        <translation>输出 {0}</translation>
    </message>
    <message>
        <source>Map of the output</source>
        <translation>输出的特征图</translation>
    </message>
    <message>
        <source>One place back</source>
        <translation>后退一处</translation>
    </message>
    <message>
        <source>One place on</source>
        <translation>前进一处</translation>
    </message>
    <message>
        <source>Place in the output</source>
        <translation>在输出中的位置</translation>
    </message>
    <message>
        <source>Places a second</source>
        <translation>每秒走过的位置数</translation>
    </message>
    <message>
        <source>Input rows {0}, columns {1} → row {2}, column {3}</source>
        <translation>输入第 {0} 行、第 {1} 列 → 第 {2} 行第 {3} 列</translation>
    </message>
</context>
<context>
    <name>SourceRow</name>
    <message>
        <source>Input</source>
        <translation>输入</translation>
    </message>
    <message>
        <source>Another</source>
        <translation>换一个</translation>
    </message>
    <message>
        <source>Another sample digit</source>
        <translation>换一个样本数字</translation>
    </message>
    <message>
        <source>Rows of the input</source>
        <translation>输入的行数</translation>
    </message>
    <message>
        <source>Columns of the input</source>
        <translation>输入的列数</translation>
    </message>
    <message>
        <source>Choose what the kernel slides over</source>
        <translation>选择卷积核在什么上面滑动</translation>
    </message>
    <message>
        <source>Sample of a {0}</source>
        <translation>{0} 的样本</translation>
    </message>
    <message>
        <source>Sample digit</source>
        <translation>样本数字</translation>
    </message>
    <message>
        <source>Picture</source>
        <translation>图片</translation>
    </message>
    <message>
        <source>Grid</source>
        <translation>数字网格</translation>
    </message>
    <message>
        <source>Input of {0}</source>
        <translation>{0} 的输入</translation>
    </message>
    <message>
        <source>Your drawing</source>
        <translation>你的手写</translation>
    </message>
    <message>
        <source>Your &amp;Drawing</source>
        <translation>你的手写(&amp;D)</translation>
    </message>
    <message>
        <source>A &amp;Sample Digit</source>
        <translation>样本数字(&amp;S)</translation>
    </message>
    <message>
        <source>A &amp;Picture…</source>
        <translation>图片(&amp;P)…</translation>
    </message>
    <message>
        <source>A Picture in G&amp;rey…</source>
        <translation>灰度图片(&amp;R)…</translation>
    </message>
    <message>
        <source>A &amp;Grid of Numbers</source>
        <translation>数字网格(&amp;G)</translation>
    </message>
    <message>
        <source>What {0} Is Given</source>
        <translation>{0} 的输入</translation>
    </message>
</context>
<context>
    <name>Sources</name>
    <message>
        <source>Open a Picture</source>
        <translation>打开图片</translation>
    </message>
    <message>
        <source>Pictures ({0})</source>
        <translation>图片 ({0})</translation>
    </message>
</context>
<context>
    <name>Status</name>
    <message>
        <source>Loading the model…</source>
        <translation>正在载入模型…</translation>
    </message>
    <message>
        <source>digitpad</source>
        <translation>digitpad</translation>
    </message>
    <message>
        <source>Loading {0}…</source>
        <translation>正在载入 {0}…</translation>
    </message>
    <message>
        <source>{0} % trained – digitpad</source>
        <translation>已训练 {0}% – digitpad</translation>
    </message>
    <message>
        <source>Training {0} % · {1}</source>
        <translation>正在训练 {0}% · {1}</translation>
    </message>
    <message>
        <source>Model {0}, runs on the CPU</source>
        <translation>模型 {0}，在 CPU 上运行</translation>
    </message>
    <message>
        <source>Model {0}, {1} % of test digits right, runs on the CPU</source>
        <translation>模型 {0}，测试数字认对 {1}%，在 CPU 上运行</translation>
    </message>
    <message>
        <source>No model</source>
        <translation>没有模型</translation>
    </message>
    <message>
        <source>{0} You can draw all the same.</source>
        <translation>{0} 仍然可以书写。</translation>
    </message>
</context>
<context>
    <name>StepView</name>
    <message>
        <source>Show the whole output again</source>
        <translation>重新显示整个输出</translation>
    </message>
    <message>
        <source>&amp;Whole output</source>
        <translation>整个输出(&amp;W)</translation>
    </message>
    <message>
        <source>The four moves</source>
        <translation>四个动作</translation>
    </message>
    <message>
        <source>Slide</source>
        <translation>滑动</translation>
    </message>
    <message>
        <source>Multiply</source>
        <translation>相乘</translation>
    </message>
    <message>
        <source>Sum</source>
        <translation>求和</translation>
    </message>
    <message>
        <source>Move on</source>
        <translation>移动</translation>
    </message>
    <message>
        <source>One move back</source>
        <translation>后退一个动作</translation>
    </message>
    <message>
        <source>One move on</source>
        <translation>前进一个动作</translation>
    </message>
    <message>
        <source>Move of all moves</source>
        <translation>所有动作中的第几个</translation>
    </message>
    <message>
        <source>Moves a second</source>
        <translation>每秒的动作数</translation>
    </message>
    <message>
        <source>Map {0}, row {1}, column {2}: {3}</source>
        <translation>图 {0}，第 {1} 行第 {2} 列：{3}</translation>
    </message>
</context>
<context>
    <name>Steps</name>
    <message>
        <source>Strokes</source>
        <translation>笔画</translation>
    </message>
    <message>
        <source>Crop</source>
        <translation>裁剪</translation>
    </message>
    <message>
        <source>Box</source>
        <translation>装框</translation>
    </message>
    <message>
        <source>Pen</source>
        <translation>笔宽</translation>
    </message>
    <message>
        <source>Centre</source>
        <translation>居中</translation>
    </message>
    <message>
        <source>Grey</source>
        <translation>灰度</translation>
    </message>
    <message>
        <source>Normalise</source>
        <translation>归一化</translation>
    </message>
    <message>
        <source>Cuts out the ink's rectangle</source>
        <translation>裁出墨迹所在的矩形</translation>
    </message>
    <message>
        <source>The whole sheet goes on</source>
        <translation>整张画布都用上</translation>
    </message>
    <message>
        <source>Longer side to 20 pixels</source>
        <translation>长边缩到 20 像素</translation>
    </message>
    <message>
        <source>Longer side to all 28 pixels</source>
        <translation>长边撑满 28 像素</translation>
    </message>
    <message>
        <source>Draws it with MNIST's pen</source>
        <translation>用 MNIST 的笔宽重画</translation>
    </message>
    <message>
        <source>Leaves the brush as it was</source>
        <translation>保持画笔原来的粗细</translation>
    </message>
    <message>
        <source>By its centre of mass</source>
        <translation>按重心</translation>
    </message>
    <message>
        <source>By its rectangle</source>
        <translation>按矩形</translation>
    </message>
    <message>
        <source>Grey where ink fills a part</source>
        <translation>墨迹只盖住一部分处为灰色</translation>
    </message>
    <message>
        <source>Only black and white</source>
        <translation>只有黑和白</translation>
    </message>
    <message>
        <source>Minus mean, over deviation</source>
        <translation>减均值，除以标准差</translation>
    </message>
    <message>
        <source>Grey levels go in as they are</source>
        <translation>直接输入灰度值</translation>
    </message>
    <message>
        <source>{0} × {0} pixels</source>
        <translation>{0} × {0} 像素</translation>
    </message>
    <message>
        <source>A sample on the sheet</source>
        <translation>画布上的样本</translation>
    </message>
    <message>
        <source>As you drew it</source>
        <translation>你写的样子</translation>
    </message>
    <message>
        <source>What you drew: the points of your pen, joined by lines as wide as the brush. From the next step on, ink is bright and paper dark, as in MNIST.</source>
        <translation>这是你写的：笔经过的各点，用和画笔一样粗的线连起来。从下一步起，和 MNIST 一样，墨迹亮，白纸暗。</translation>
    </message>
    <message>
        <source>Only the rectangle around the ink goes on: where on the sheet you draw, and how large, makes no difference.</source>
        <translation>只留下墨迹所在的矩形：写在画布的什么地方、写多大，都没有关系。</translation>
    </message>
    <message>
        <source>The longer side becomes 20 of the 28 pixels, as in MNIST: the network has only seen digits with a margin.</source>
        <translation>和 MNIST 一样，长边占 28 个像素中的 20 个：网络只见过四周留白的数字。</translation>
    </message>
    <message>
        <source>The strokes are drawn as wide as MNIST's, 2.6 pixels, whatever the brush.</source>
        <translation>不管画笔多粗，笔画都按 MNIST 的宽度 2.6 像素来画。</translation>
    </message>
    <message>
        <source>The digit is placed by its centre of mass, as MNIST's are, and not by its rectangle.</source>
        <translation>和 MNIST 一样，数字按重心放置，而不是按矩形放置。</translation>
    </message>
    <message>
        <source>A pixel is as bright as ink covers it. Without grey levels it is black or white, and edges become steps.</source>
        <translation>墨迹盖住一个像素多少，它就有多亮。没有灰度时，像素非黑即白，边缘变成台阶。</translation>
    </message>
    <message>
        <source>MNIST's mean is subtracted, and the rest divided by its deviation: the network was trained on such numbers.</source>
        <translation>减去 MNIST 的均值，再除以标准差：网络是用这样的数训练的。</translation>
    </message>
</context>
<context>
    <name>StopQuestion</name>
    <message>
        <source>&amp;Stop and Close</source>
        <translation>停止并关闭(&amp;S)</translation>
    </message>
</context>
<context>
    <name>TakeAwayDialog</name>
    <message>
        <source>Take Away</source>
        <translation>带走</translation>
    </message>
    <message>
        <source>&amp;Copy</source>
        <translation>复制(&amp;C)</translation>
    </message>
    <message>
        <source>Save &amp;Picture…</source>
        <translation>保存图片(&amp;P)…</translation>
    </message>
    <message>
        <source>Save &amp;Values…</source>
        <translation>保存数值(&amp;V)…</translation>
    </message>
    <message>
        <source>Cl&amp;ose</source>
        <translation>关闭(&amp;O)</translation>
    </message>
    <message>
        <source>Put the picture on the clipboard</source>
        <translation>把图片放到剪贴板</translation>
    </message>
    <message>
        <source>One layer as a table, or all as NumPy arrays</source>
        <translation>把一层存为表格，或把所有层存为 NumPy 数组</translation>
    </message>
    <message>
        <source>Draw a digit to take its maps away.</source>
        <translation>写一个数字，就能把它的特征图带走。</translation>
    </message>
    <message>
        <source>Copied a picture of {0} × {1} pixels</source>
        <translation>已复制 {0} × {1} 像素的图片</translation>
    </message>
    <message>
        <source>PNG picture (*.png)</source>
        <translation>PNG 图片 (*.png)</translation>
    </message>
    <message>
        <source>SVG drawing (*.svg)</source>
        <translation>SVG 矢量图 (*.svg)</translation>
    </message>
    <message>
        <source>Save Picture</source>
        <translation>保存图片</translation>
    </message>
    <message>
        <source>Values of {0} as a table (*.csv)</source>
        <translation>{0} 的数值表格 (*.csv)</translation>
    </message>
    <message>
        <source>Values of all layers as NumPy arrays (*.npz)</source>
        <translation>所有层的数值，NumPy 数组 (*.npz)</translation>
    </message>
    <message>
        <source>Save Values</source>
        <translation>保存数值</translation>
    </message>
    <message>
        <source>Saved {0}</source>
        <translation>已保存 {0}</translation>
    </message>
</context>
<context>
    <name>TestPage</name>
    <message>
        <source>Loading the data set…</source>
        <translation>正在载入数据集…</translation>
    </message>
    <message>
        <source>Reading the test digits…</source>
        <translation>正在识别测试数字…</translation>
    </message>
    <message>
        <source>The model could not be tested: {0}. Try another model.</source>
        <translation>无法测试模型：{0}。请换一个模型试试。</translation>
    </message>
</context>
<context>
    <name>TimelineRow</name>
    <message>
        <source>Run</source>
        <translation>训练记录</translation>
    </message>
    <message>
        <source>Moment of the training</source>
        <translation>训练中的时刻</translation>
    </message>
    <message>
        <source>Back to the Model</source>
        <translation>回到模型</translation>
    </message>
    <message>
        <source>T&amp;imeline</source>
        <translation>时间线(&amp;I)</translation>
    </message>
</context>
<context>
    <name>ToolRow</name>
    <message>
        <source>Brush size</source>
        <translation>画笔粗细</translation>
    </message>
    <message>
        <source>Brush size, [ and ]. It changes how ink looks, not how it is read.</source>
        <translation>画笔粗细，按键 [ 和 ]。它只改变墨迹的样子，不影响识别。</translation>
    </message>
    <message>
        <source>&amp;Brush</source>
        <translation>画笔(&amp;B)</translation>
    </message>
</context>
<context>
    <name>TotalsLine</name>
    <message numerus="yes">
        <source>%n layers · {0} parameters, {1} times the tutorial network's · {2} multiplications an image, {3} times</source>
        <translation>
            <numerusform>%n 层 · {0} 个参数，是教程网络的 {1} 倍 · 每幅图像 {2} 次乘法，{3} 倍</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>TrainPage</name>
    <message>
        <source>Data &amp;set</source>
        <translation>数据集(&amp;S)</translation>
    </message>
    <message>
        <source>&amp;Network</source>
        <translation>网络(&amp;N)</translation>
    </message>
    <message>
        <source>De&amp;vice</source>
        <translation>设备(&amp;V)</translation>
    </message>
    <message>
        <source>The Train page is training. Stop it, or wait until it is done, then run again.</source>
        <translation>“训练”页正在训练。请停止它或等它完成，再运行。</translation>
    </message>
    <message>
        <source>Loading {0}…</source>
        <translation>正在载入 {0}…</translation>
    </message>
    <message>
        <source>Getting ready…</source>
        <translation>正在准备…</translation>
    </message>
    <message>
        <source>Training Is Running</source>
        <translation>训练正在进行</translation>
    </message>
    <message>
        <source>Stop the training and close? The best weights so far are kept, and the next start offers to resume after the last whole epoch.</source>
        <translation>停止训练并关闭吗？到目前为止最好的权重会保留；下次启动时，可以从最后完成的一轮之后继续。</translation>
    </message>
    <message>
        <source>&amp;Keep Training</source>
        <translation>继续训练(&amp;K)</translation>
    </message>
    <message>
        <source>More Settin&amp;gs</source>
        <translation>更多(&amp;G)</translation>
    </message>
    <message>
        <source>Sa&amp;mples…</source>
        <translation>样本(&amp;M)…</translation>
    </message>
    <message>
        <source>Look at the samples of the data set</source>
        <translation>查看数据集的样本</translation>
    </message>
    <message>
        <source>The training could not begin. Start digitpad again.</source>
        <translation>训练无法开始。请重新启动 digitpad。</translation>
    </message>
    <message>
        <source>Stopped</source>
        <translation>已停止</translation>
    </message>
    <message>
        <source>Broken off</source>
        <translation>已中断</translation>
    </message>
    <message>
        <source>Finished</source>
        <translation>已完成</translation>
    </message>
</context>
<context>
    <name>TrialForm</name>
    <message>
        <source>&amp;Add Trial</source>
        <translation>添加试验(&amp;A)</translation>
    </message>
    <message>
        <source>&amp;Network</source>
        <translation>网络(&amp;N)</translation>
    </message>
    <message>
        <source>Rec&amp;ipe</source>
        <translation>训练方案(&amp;I)</translation>
    </message>
    <message>
        <source>&amp;Epochs</source>
        <translation>轮数(&amp;E)</translation>
    </message>
    <message>
        <source>See&amp;d</source>
        <translation>随机种子(&amp;D)</translation>
    </message>
</context>
<context>
    <name>TrialsModel</name>
    <message>
        <source>No.</source>
        <translation>编号</translation>
    </message>
    <message>
        <source>Network</source>
        <translation>网络</translation>
    </message>
    <message>
        <source>Recipe</source>
        <translation>训练方案</translation>
    </message>
    <message>
        <source>Accuracy</source>
        <translation>准确率</translation>
    </message>
    <message>
        <source>Share of the test set that is read right</source>
        <translation>测试集中认对的比例</translation>
    </message>
    <message>
        <source>Parameters</source>
        <translation>参数</translation>
    </message>
    <message>
        <source>Weights and biases</source>
        <translation>权重和偏置</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>用时</translation>
    </message>
    <message>
        <source>Of training and validation</source>
        <translation>训练和验证所用的时间</translation>
    </message>
    <message>
        <source>Epochs</source>
        <translation>轮次</translation>
    </message>
    <message>
        <source>Seed</source>
        <translation>随机种子</translation>
    </message>
    <message>
        <source>Validation</source>
        <translation>验证</translation>
    </message>
    <message>
        <source>Share of the validation set that is read right</source>
        <translation>验证集中认对的比例</translation>
    </message>
    <message>
        <source>Loss</source>
        <translation>损失</translation>
    </message>
    <message>
        <source>Average negative log-likelihood of the test set</source>
        <translation>测试集上负对数似然的平均值</translation>
    </message>
    <message>
        <source>Multiplications</source>
        <translation>乘法次数</translation>
    </message>
    <message>
        <source>For the answer to one image</source>
        <translation>回答一幅图像所需</translation>
    </message>
    <message>
        <source>Samples/s</source>
        <translation>样本/秒</translation>
    </message>
    <message>
        <source>Of training, validation left out</source>
        <translation>只算训练，不算验证</translation>
    </message>
    <message>
        <source>running, {0} %</source>
        <translation>正在运行，{0}%</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>失败</translation>
    </message>
    <message>
        <source>waiting</source>
        <translation>等待中</translation>
    </message>
</context>
<context>
    <name>TrialsPlot</name>
    <message>
        <source>Accuracy over parameters and over time</source>
        <translation>准确率与参数量、用时的关系</translation>
    </message>
    <message>
        <source>{0}: {1}, {2} % right, {3} parameters, {4} s</source>
        <translation>{0}：{1}，正确 {2}%，{3} 个参数，{4} 秒</translation>
    </message>
    <message>
        <source>Accuracy over parameters and over time is drawn here, trial by trial.</source>
        <translation>每完成一次试验，这里就画出准确率与参数量、用时的关系。</translation>
    </message>
    <message>
        <source>Test accuracy</source>
        <translation>测试准确率</translation>
    </message>
    <message>
        <source>Parameters</source>
        <translation>参数</translation>
    </message>
    <message>
        <source>Training time in seconds</source>
        <translation>训练用时（秒）</translation>
    </message>
</context>
<context>
    <name>TrialsTable</name>
    <message>
        <source>Trials</source>
        <translation>试验</translation>
    </message>
</context>
<context>
    <name>UnkeptNotice</name>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Settings are not kept</source>
        <translation>设置不会保留</translation>
    </message>
    <message>
        <source>Models, drawings and settings are not kept</source>
        <translation>模型、手写和设置不会保留</translation>
    </message>
    <message>
        <source>Models and drawings are not kept</source>
        <translation>模型和手写不会保留</translation>
    </message>
    <message>
        <source>Make room on its disk, then start digitpad again.</source>
        <translation>请在它所在的磁盘上腾出空间，再重新启动 digitpad。</translation>
    </message>
    <message>
        <source>Make it a folder that you may write to, then start digitpad again.</source>
        <translation>请让它成为你能写入的文件夹，再重新启动 digitpad。</translation>
    </message>
    <message>
        <source>{0}: {1} cannot be written ({2}). {3}</source>
        <translation>{0}：无法写入 {1}（{2}）。{3}</translation>
    </message>
</context>
<context>
    <name>WeightView</name>
    <message>
        <source>&amp;Unit</source>
        <translation>单元(&amp;U)</translation>
    </message>
    <message>
        <source>Weights</source>
        <translation>权重</translation>
    </message>
    <message>
        <source>Weights × inputs</source>
        <translation>权重 × 输入</translation>
    </message>
    <message>
        <source>What the maps show</source>
        <translation>特征图显示什么</translation>
    </message>
    <message>
        <source>Weights of the unit</source>
        <translation>该单元的权重</translation>
    </message>
    <message>
        <source>Red speaks for unit {0}, blue against it</source>
        <translation>红色支持单元 {0}，蓝色反对</translation>
    </message>
    <message>
        <source>unit {0}</source>
        <translation>单元 {0}</translation>
    </message>
    <message>
        <source>map {0}, row {1}, column {2}</source>
        <translation>图 {0}，第 {1} 行第 {2} 列</translation>
    </message>
</context>
<context>
    <name>WholeNumber</name>
    <message>
        <source>Pre&amp;vious Digit</source>
        <translation>上一位(&amp;V)</translation>
    </message>
    <message>
        <source>Ne&amp;xt Digit</source>
        <translation>下一位(&amp;X)</translation>
    </message>
    <message>
        <source>Copy &amp;Number</source>
        <translation>复制这个数(&amp;N)</translation>
    </message>
    <message>
        <source>Copied {0}</source>
        <translation>已复制 {0}</translation>
    </message>
    <message>
        <source>Copied {0}, with a ? after what is not sure</source>
        <translation>已复制 {0}，不确定的位后面加了 ?</translation>
    </message>
</context>
<context>
    <name>WholeNumberBox</name>
    <message>
        <source>{0} is not a whole number from {1} to {2}; it stays {3}.</source>
        <translation>{0} 不是 {1} 到 {2} 之间的整数；保持为 {3}。</translation>
    </message>
    <message>
        <source>Nothing</source>
        <translation>空白</translation>
    </message>
</context>
<context>
    <name>Why</name>
    <message>
        <source>Integrated gradients</source>
        <translation>积分梯度</translation>
    </message>
    <message>
        <source>Occlusion</source>
        <translation>遮挡</translation>
    </message>
    <message>
        <source>Gradient</source>
        <translation>梯度</translation>
    </message>
    <message>
        <source>Red pixels speak for {0}, blue ones against it. Their sum is close to what the ink adds to its log odds.</source>
        <translation>红色像素支持 {0}，蓝色像素反对。它们的总和接近墨迹给它的对数几率增加的量。</translation>
    </message>
    <message>
        <source>Red pixels speak for {0}, blue ones for {1}. Their sum is close to what the ink adds to the log odds.</source>
        <translation>红色像素支持 {0}，蓝色像素支持 {1}。它们的总和接近墨迹给对数几率增加的量。</translation>
    </message>
    <message>
        <source>A patch of blank paper, {2} × {2} pixels, covers one place after the other. Red: without this ink {0} is less likely. Blue: more.</source>
        <translation>用一块 {2} × {2} 像素的白纸依次盖住各处。红色：没有这里的墨迹，{0} 的可能性变小。蓝色：变大。</translation>
    </message>
    <message>
        <source>A patch of blank paper, {2} × {2} pixels, covers one place after the other. Red: this ink helps {0} against {1}. Blue: it helps {1}.</source>
        <translation>用一块 {2} × {2} 像素的白纸依次盖住各处。红色：这里的墨迹有助于 {0} 而不利于 {1}。蓝色：有助于 {1}。</translation>
    </message>
    <message>
        <source>What a little more ink would do, on blank paper too. Red: it would speak for {0}. Blue: against it.</source>
        <translation>再多一点墨迹会怎样，白纸处也一样。红色：会支持 {0}。蓝色：会反对。</translation>
    </message>
    <message>
        <source>What a little more ink would do, on blank paper too. Red: it would speak for {0}. Blue: for {1}.</source>
        <translation>再多一点墨迹会怎样，白纸处也一样。红色：会支持 {0}。蓝色：会支持 {1}。</translation>
    </message>
    <message>
        <source>Log odds of {0}</source>
        <translation>{0} 的对数几率</translation>
    </message>
    <message>
        <source>Log odds of {0} to {1}</source>
        <translation>{0} 对 {1} 的对数几率</translation>
    </message>
    <message>
        <source>on blank paper</source>
        <translation>白纸时</translation>
    </message>
    <message>
        <source>The ink adds</source>
        <translation>墨迹增加</translation>
    </message>
    <message>
        <source>All pixels together</source>
        <translation>所有像素合计</translation>
    </message>
</context>
<context>
    <name>WhyView</name>
    <message>
        <source>The digit to compare with</source>
        <translation>与哪个数字比较</translation>
    </message>
    <message>
        <source>all others</source>
        <translation>其他所有</translation>
    </message>
    <message>
        <source>Compare with one other digit, or with all others</source>
        <translation>与另一个数字比较，或与其他所有数字比较</translation>
    </message>
    <message>
        <source>How to find out</source>
        <translation>用什么方法</translation>
    </message>
    <message>
        <source>More ink or more of the map</source>
        <translation>多看墨迹，或多看归因图</translation>
    </message>
    <message>
        <source>Log odds: the natural logarithm of p / (1 − p). 0 is even, +2.2 is 9 to 1, +4.6 is 99 to 1.</source>
        <translation>对数几率：p / (1 − p) 的自然对数。0 表示各占一半，+2.2 是 9 比 1，+4.6 是 99 比 1。</translation>
    </message>
    <message>
        <source>Method</source>
        <translation>方法</translation>
    </message>
    <message>
        <source>Against</source>
        <translation>对比</translation>
    </message>
    <message>
        <source>Ink</source>
        <translation>墨迹</translation>
    </message>
    <message>
        <source>Map</source>
        <translation>归因图</translation>
    </message>
    <message>
        <source>No model is loaded. Choose one with Model → Open.</source>
        <translation>没有载入模型。请用“模型 → 打开模型”选择一个。</translation>
    </message>
    <message>
        <source>Draw a digit to see what speaks for it and what against it.</source>
        <translation>写一个数字，看看什么支持它、什么反对它。</translation>
    </message>
    <message>
        <source>Point at a pixel for its number.</source>
        <translation>指向一个像素，查看它的数值。</translation>
    </message>
    <message>
        <source>row {0}, column {1}: {2}</source>
        <translation>第 {0} 行第 {1} 列：{2}</translation>
    </message>
</context>
<context>
    <name>_Work</name>
    <message>
        <source>That did not work: {1}: {0}. Try again.</source>
        <translation>没有成功：{1}：{0}。请重试。</translation>
    </message>
</context>
<context>
    <name>app</name>
    <message>
        <source>The window could not be opened: {0}.</source>
        <translation>无法打开窗口：{0}。</translation>
    </message>
</context>
<context>
    <name>digitpad</name>
    <message>
        <source>read the digits in pictures</source>
        <translation>识别图片中的数字</translation>
    </message>
    <message>
        <source>write what each layer makes of a picture</source>
        <translation>写出每一层从图片得到了什么</translation>
    </message>
    <message>
        <source>train a network</source>
        <translation>训练一个网络</translation>
    </message>
    <message>
        <source>train several networks or recipes one after the other, and compare</source>
        <translation>依次训练多个网络或训练方案，并作比较</translation>
    </message>
    <message>
        <source>write a model as other programs take it</source>
        <translation>把模型写成其他程序能用的格式</translation>
    </message>
    <message>
        <source>test a model on a data set's test images</source>
        <translation>用数据集的测试图像测试模型</translation>
    </message>
    <message>
        <source>download a data set</source>
        <translation>下载数据集</translation>
    </message>
    <message>
        <source>draw the window into a picture, offscreen</source>
        <translation>不显示窗口，把它画成图片</translation>
    </message>
    <message>
        <source>say what is wrong here, and how to mend it</source>
        <translation>指出这里有什么问题、怎样解决</translation>
    </message>
    <message>
        <source>check this installation</source>
        <translation>检查这份安装</translation>
    </message>
    <message>
        <source>usage: </source>
        <translation>用法：</translation>
    </message>
    <message>
        <source>options</source>
        <translation>选项</translation>
    </message>
    <message>
        <source>positional arguments</source>
        <translation>位置参数</translation>
    </message>
    <message>
        <source>show this help message and exit</source>
        <translation>显示这份帮助并退出</translation>
    </message>
    <message>
        <source>show program's version number and exit</source>
        <translation>显示程序的版本号并退出</translation>
    </message>
    <message>
        <source>argument %(argument_name)s: %(message)s</source>
        <translation>参数 %(argument_name)s：%(message)s</translation>
    </message>
    <message>
        <source>ambiguous option: %(option)s could match %(matches)s</source>
        <translation>选项有歧义：%(option)s 可能是 %(matches)s</translation>
    </message>
    <message>
        <source>expected one argument</source>
        <translation>需要一个值</translation>
    </message>
    <message>
        <source>expected at least one argument</source>
        <translation>至少需要一个值</translation>
    </message>
    <message>
        <source>ignored explicit argument %r</source>
        <translation>多余的值 %r</translation>
    </message>
    <message>
        <source>invalid %(type)s value: %(value)r</source>
        <translation>无效的 %(type)s 值：%(value)r</translation>
    </message>
    <message>
        <source>invalid choice: %(value)r (choose from %(choices)s)</source>
        <translation>无效的选择：%(value)r（可选 %(choices)s）</translation>
    </message>
    <message>
        <source>not allowed with argument %s</source>
        <translation>不能与参数 %s 同时使用</translation>
    </message>
    <message>
        <source>the following arguments are required: %s</source>
        <translation>缺少以下参数：%s</translation>
    </message>
    <message>
        <source>unrecognized arguments: %s</source>
        <translation>无法识别的参数：%s</translation>
    </message>
    <message>
        <source>{program}: {message} (see {program} --help)</source>
        <translation>{program}：{message}（见 {program} --help）</translation>
    </message>
    <message>
        <source>Draw a digit, and a network reads it.</source>
        <translation>写一个数字，由网络来认。</translation>
    </message>
    <message>
        <source>{names}; else DIGITPAD_LANGUAGE, else the system's</source>
        <translation>{names}；不给出时按 DIGITPAD_LANGUAGE，再按系统语言</translation>
    </message>
    <message>
        <source>there is no {language}, only {names}</source>
        <translation>没有 {language} 这种语言，只有 {names}</translation>
    </message>
    <message>
        <source>stopped before the end; nothing was saved.</source>
        <translation>中途停止；什么也没有保存。</translation>
    </message>
    <message>
        <source>else the bundled one</source>
        <translation>不给出时用自带的模型</translation>
    </message>
    <message>
        <source>print JSON</source>
        <translation>输出 JSON</translation>
    </message>
    <message>
        <source>what computes; the processor is %(default)s</source>
        <translation>用什么来计算；%(default)s 表示处理器</translation>
    </message>
    <message>
        <source>{text} is not a whole number from 1 to 10,000</source>
        <translation>{text} 不是 1 到 10,000 之间的整数</translation>
    </message>
    <message>
        <source>{text} is not a size such as 1280x800</source>
        <translation>{text} 不是 1280x800 这样的尺寸</translation>
    </message>
    <message>
        <source>{text}: each side is from 400 to 8000</source>
        <translation>{text}：每边应为 400 到 8000</translation>
    </message>
    <message>
        <source>own models</source>
        <translation>自己的模型</translation>
    </message>
    <message>
        <source>{models:,} in {folder}</source>
        <translation>{models:,} 个，在 {folder}</translation>
    </message>
    <message>
        <source>bundled model</source>
        <translation>自带模型</translation>
    </message>
    <message>
        <source>it reads the bundled {expected} as {digit}</source>
        <translation>它把自带的 {expected} 认作 {digit}</translation>
    </message>
    <message>
        <source>{file}, SHA-256 {digest}…</source>
        <translation>{file}，SHA-256 {digest}…</translation>
    </message>
    <message>
        <source>{file}, {accuracy:.2f} % of test digits right, SHA-256 {digest}…</source>
        <translation>{file}，测试数字认对 {accuracy:.2f}%，SHA-256 {digest}…</translation>
    </message>
    <message>
        <source>own digits</source>
        <translation>自己的数字</translation>
    </message>
    <message>
        <source>data set {title}</source>
        <translation>数据集 {title}</translation>
    </message>
    <message numerus="yes">
        <source>{first} (%n more.)</source>
        <translation>
            <numerusform>{first}（还有 %n 个。）</numerusform>
        </translation>
    </message>
    <message>
        <source>If wanted: digitpad fetch {name}</source>
        <translation>需要时运行：digitpad fetch {name}</translation>
    </message>
    <message numerus="yes">
        <source>%n test digits</source>
        <translation>
            <numerusform>%n 个测试数字</numerusform>
        </translation>
    </message>
    <message>
        <source>not downloaded</source>
        <translation>尚未下载</translation>
    </message>
    <message>
        <source>Install it again: pip install --force-reinstall digitpad</source>
        <translation>请重新安装：pip install --force-reinstall digitpad</translation>
    </message>
    <message numerus="yes">
        <source>{system}, %n processors</source>
        <translation>
            <numerusform>{system}，%n 个处理器</numerusform>
        </translation>
    </message>
    <message>
        <source>devices</source>
        <translation>设备</translation>
    </message>
    <message>
        <source>{folder}, {free:,} MB free</source>
        <translation>{folder}，可用 {free:,} MB</translation>
    </message>
    <message>
        <source>Unpack the archive that digitpad came in once more, or install it again.</source>
        <translation>请重新解压 digitpad 的压缩包，或重新安装。</translation>
    </message>
    <message>
        <source>{name} is not installed</source>
        <translation>没有安装 {name}</translation>
    </message>
    <message>
        <source>versions</source>
        <translation>版本</translation>
    </message>
    <message>
        <source>system</source>
        <translation>系统</translation>
    </message>
    <message>
        <source>qt</source>
        <translation>qt</translation>
    </message>
    <message>
        <source>Qt misses system libraries</source>
        <translation>Qt 缺少系统库</translation>
    </message>
    <message>
        <source>display</source>
        <translation>显示</translation>
    </message>
    <message>
        <source>Start digitpad on a desktop.</source>
        <translation>请在图形桌面上启动 digitpad。</translation>
    </message>
    <message>
        <source>a window can open</source>
        <translation>可以打开窗口</translation>
    </message>
    <message>
        <source>{path}, not begun yet</source>
        <translation>{path}，尚未开始记录</translation>
    </message>
    <message numerus="yes">
        <source>{path}, %n bytes</source>
        <translation>
            <numerusform>{path}，%n 字节</numerusform>
        </translation>
    </message>
    <message>
        <source>log</source>
        <translation>日志</translation>
    </message>
    <message>
        <source>{folder} cannot be written: {reason}</source>
        <translation>无法写入 {folder}：{reason}</translation>
    </message>
    <message>
        <source>{folder}, only {free:,} MB free</source>
        <translation>{folder}，可用空间只有 {free:,} MB</translation>
    </message>
    <message>
        <source>torch {torch} is unsafe with models from elsewhere</source>
        <translation>torch {torch} 打开来历不明的模型时不安全</translation>
    </message>
    <message>
        <source>PySide6 {version} aborts on Python 3.11</source>
        <translation>PySide6 {version} 在 Python 3.11 上会异常终止</translation>
    </message>
    <message>
        <source>the window misses system libraries</source>
        <translation>窗口缺少系统库</translation>
    </message>
    <message>
        <source>folder for models and digits</source>
        <translation>模型和数字的文件夹</translation>
    </message>
    <message>
        <source>folder for settings</source>
        <translation>设置的文件夹</translation>
    </message>
    <message>
        <source>folder for data sets</source>
        <translation>数据集的文件夹</translation>
    </message>
    <message>
        <source>folder for log</source>
        <translation>日志的文件夹</translation>
    </message>
    <message>
        <source>folder for cache</source>
        <translation>缓存的文件夹</translation>
    </message>
    <message>
        <source>Make it a folder that you may write to.</source>
        <translation>请让它成为你能写入的文件夹。</translation>
    </message>
    <message>
        <source>Make room there.</source>
        <translation>请在那里腾出空间。</translation>
    </message>
    <message>
        <source>Qt cannot be loaded: {error}</source>
        <translation>无法载入 Qt：{error}</translation>
    </message>
    <message>
        <source>torch cannot be loaded: {error}</source>
        <translation>无法载入 torch：{error}</translation>
    </message>
    <message>
        <source>ok</source>
        <translation>正常</translation>
    </message>
    <message>
        <source>note</source>
        <translation>提示</translation>
    </message>
    <message>
        <source>WRONG</source>
        <translation>有错</translation>
    </message>
    <message>
        <source>{wrong} of {count} are wrong.</source>
        <translation>{count} 项中有 {wrong} 项有错。</translation>
    </message>
    <message>
        <source>something is wrong: see the lines marked so.</source>
        <translation>有地方出错：请看标明“有错”的各行。</translation>
    </message>
    <message>
        <source>the check itself failed: {kind}: {error}</source>
        <translation>检查本身失败了：{kind}：{error}</translation>
    </message>
    <message>
        <source>All is well.</source>
        <translation>一切正常。</translation>
    </message>
    <message>
        <source>{name}</source>
        <translation>{name}</translation>
    </message>
    <message>
        <source>Test set: average loss {report.loss:.4f}, accuracy {report.correct:,}/{report.samples:,} ({accuracy:.2f} %)</source>
        <translation>测试集：平均损失 {report.loss:.4f}，准确率 {report.correct:,}/{report.samples:,}（{accuracy:.2f}%）</translation>
    </message>
    <message>
        <source>{failed} of {count} trials broke off; their lines say why.</source>
        <translation>{count} 次试验中有 {failed} 次中断；原因见各自的那一行。</translation>
    </message>
    <message>
        <source>instead of each recipe's number</source>
        <translation>代替各训练方案的轮数</translation>
    </message>
    <message>
        <source>the table, written anew after each trial</source>
        <translation>结果表格，每次试验之后重新写入</translation>
    </message>
    <message>
        <source>where to save; else the per-user folder for models</source>
        <translation>保存到哪里；不给出时存入每个用户的模型文件夹</translation>
    </message>
    <message>
        <source>{text} is not a list such as tutorial,modern</source>
        <translation>{text} 不是 tutorial,modern 这样的列表</translation>
    </message>
    <message>
        <source>stopped after {done} of {count} trials.</source>
        <translation>在 {count} 次试验中的 {done} 次之后停止。</translation>
    </message>
    <message>
        <source>{name} is none of {names}</source>
        <translation>{name} 不在 {names} 之中</translation>
    </message>
    <message>
        <source>Trial {number} of {count}: {name}</source>
        <translation>第 {number} / {count} 次试验：{name}</translation>
    </message>
    <message>
        <source>batches</source>
        <translation>批</translation>
    </message>
    <message numerus="yes">
        <source>{read}, %n files in {folder}</source>
        <translation>
            <numerusform>{read}，%n 个文件在 {folder}</numerusform>
        </translation>
    </message>
    <message>
        <source>a picture or a strokes file, as for predict</source>
        <translation>一张图片或一个笔画文件，同 predict</translation>
    </message>
    <message>
        <source>folder for figures, tables (.csv) and arrays (.npz)</source>
        <translation>存放图、表格 (.csv) 和数组 (.npz) 的文件夹</translation>
    </message>
    <message>
        <source>of the figures</source>
        <translation>图的配色</translation>
    </message>
    <message>
        <source>under each figure, else what it shows</source>
        <translation>写在每幅图下面；不给出时说明图的内容</translation>
    </message>
    <message>
        <source>Exported as {files}</source>
        <translation>已导出为 {files}</translation>
    </message>
    <message>
        <source>a checkpoint or state dict</source>
        <translation>检查点或状态字典</translation>
    </message>
    <message>
        <source>code is a PyTorch script with its weights beside it</source>
        <translation>code 是一个 PyTorch 脚本，权重放在旁边</translation>
    </message>
    <message>
        <source>{title} is in {folder}</source>
        <translation>{title} 在 {folder}</translation>
    </message>
    <message numerus="yes">
        <source>{first} (%n more failed.)</source>
        <translation>
            <numerusform>{first}（另有 %n 个失败。）</numerusform>
        </translation>
    </message>
    <message>
        <source>{failed} of {count} checks failed.</source>
        <translation>{count} 项检查中有 {failed} 项失败。</translation>
    </message>
    <message>
        <source>two batches, loss {loss:.3f}</source>
        <translation>两批，损失 {loss:.3f}</translation>
    </message>
    <message>
        <source>reads the bundled drawing as {digit}, {confidence:.1f} % sure</source>
        <translation>把自带的手写认作 {digit}，置信度 {confidence:.1f}%</translation>
    </message>
    <message>
        <source>written whole</source>
        <translation>完整写入</translation>
    </message>
    <message>
        <source>reads {digit} from mouse events, {width} x {height} pixels</source>
        <translation>由鼠标事件认出 {digit}，{width} x {height} 像素</translation>
    </message>
    <message>
        <source>the loss is not a number</source>
        <translation>损失不是一个数</translation>
    </message>
    <message>
        <source>the bundled drawing was read as {digit}</source>
        <translation>自带的手写被认作 {digit}</translation>
    </message>
    <message>
        <source>the window read the drawing as {digit}</source>
        <translation>窗口把手写认作 {digit}</translation>
    </message>
    <message>
        <source>the window is blank</source>
        <translation>窗口是空白的</translation>
    </message>
    <message>
        <source>torch</source>
        <translation>torch</translation>
    </message>
    <message>
        <source>training</source>
        <translation>训练</translation>
    </message>
    <message>
        <source>model</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>files</source>
        <translation>文件</translation>
    </message>
    <message>
        <source>window</source>
        <translation>窗口</translation>
    </message>
    <message>
        <source>a file was not written as told</source>
        <translation>有文件没有如实写入</translation>
    </message>
    <message>
        <source>written whole; but {found}. What is trained or kept is lost. {remedy}</source>
        <translation>完整写入；但是{found}。训练或保留的内容会丢失。{remedy}</translation>
    </message>
    <message>
        <source>FAILED</source>
        <translation>失败</translation>
    </message>
    <message>
        <source>--run needs --page train or test: the page {page} has nothing to run</source>
        <translation>--run 需要 --page train 或 test：{page} 页没有可运行的内容</translation>
    </message>
    <message>
        <source>--stage needs --page layers</source>
        <translation>--stage 需要 --page layers</translation>
    </message>
    <message>
        <source>--value needs --stage</source>
        <translation>--value 需要 --stage</translation>
    </message>
    <message>
        <source>The window is in {path}</source>
        <translation>窗口的图片在 {path}</translation>
    </message>
    <message>
        <source>put on the canvas</source>
        <translation>放到画布上</translation>
    </message>
    <message>
        <source>train, or test, on that page first</source>
        <translation>先在该页上训练或测试</translation>
    </message>
    <message>
        <source>on the page layers: ink, conv1, ..., why</source>
        <translation>在 layers 页上：ink、conv1、……、why</translation>
    </message>
    <message>
        <source>explain this value: map, row, column, or unit</source>
        <translation>解释这个值：图,行,列，或单元</translation>
    </message>
    <message>
        <source>{text} is not a value's place such as 3,10,12 or 7</source>
        <translation>{text} 不是 3,10,12 或 7 这样的位置</translation>
    </message>
    <message>
        <source>Epoch {done.epoch}: training loss {done.train_loss:.4f}, validation loss {done.val_loss:.4f}, accuracy {accuracy:.2f} %, {done.seconds:.1f} s, {done.samples_per_second:,.0f} samples/s</source>
        <translation>第 {done.epoch} 轮：训练损失 {done.train_loss:.4f}，验证损失 {done.val_loss:.4f}，准确率 {accuracy:.2f}%，{done.seconds:.1f} 秒，每秒 {done.samples_per_second:,.0f} 个样本</translation>
    </message>
    <message>
        <source>Epoch {done.epoch}: training loss {done.train_loss:.4f}, {done.seconds:.1f} s, {done.samples_per_second:,.0f} samples/s</source>
        <translation>第 {done.epoch} 轮：训练损失 {done.train_loss:.4f}，{done.seconds:.1f} 秒，每秒 {done.samples_per_second:,.0f} 个样本</translation>
    </message>
    <message>
        <source>instead of the recipe's number</source>
        <translation>代替训练方案的轮数</translation>
    </message>
    <message>
        <source>instead of the recipe's, 1</source>
        <translation>代替训练方案的种子 1</translation>
    </message>
    <message>
        <source>learn the digits of this MNIST-style set too, such as My Digits exports</source>
        <translation>同时学习这个 MNIST 格式数据集里的数字，例如“我的数字”导出的</translation>
    </message>
    <message>
        <source>{text} is neither a network file nor one of {names}</source>
        <translation>{text} 既不是网络文件，也不在 {names} 之中</translation>
    </message>
    <message>
        <source>Epoch {epoch} of {epochs}</source>
        <translation>第 {epoch} / {epochs} 轮</translation>
    </message>
    <message>
        <source>{tested}. Saved in {path} after {seconds:.1f} s of training.</source>
        <translation>{tested}。训练 {seconds:.1f} 秒后保存在 {path}。</translation>
    </message>
    <message>
        <source>{reason}</source>
        <translation>{reason}</translation>
    </message>
    <message>
        <source>{network} takes images of {expected}, and this one is {shape}.</source>
        <translation>{network} 接受 {expected} 的图像，而这一幅是 {shape}。</translation>
    </message>
    <message>
        <source>{text} is neither FILE.py:NAME nor a network file nor one of {names}</source>
        <translation>{text} 既不是 FILE.py:NAME，也不是网络文件，也不在 {names} 之中</translation>
    </message>
    <message>
        <source>There is no folder of your own. Name it with --data: it has pictures in folders 0 to 9, or IDX, CSV or NPZ files.</source>
        <translation>没有给出你自己的文件夹。请用 --data 指明：其中有 0 到 9 各文件夹的图片，或 IDX、CSV、NPZ 文件。</translation>
    </message>
    <message>
        <source>else {usual}, or your own that --data names</source>
        <translation>不给出时用 {usual}，或 --data 指明的你自己的数据</translation>
    </message>
    <message>
        <source>folder with MNIST/raw and the like, or your own: pictures in folders 0 to 9, IDX, CSV or NPZ files; else DIGITPAD_DATA</source>
        <translation>含有 MNIST/raw 等的文件夹，或你自己的文件夹：0 到 9 各文件夹的图片，或 IDX、CSV、NPZ 文件；不给出时按 DIGITPAD_DATA</translation>
    </message>
    <message>
        <source>a network of your own code, torchvision.models:NAME, what the designer saved, or one of {names}; --model then names its weights</source>
        <translation>你自己代码里的网络、torchvision.models:NAME、设计器保存的文件，或 {names} 之一；这时 --model 指明它的权重</translation>
    </message>
    <message>
        <source>of the network's constructor; may be repeated</source>
        <translation>网络构造函数的参数；可以重复给出</translation>
    </message>
    <message>
        <source>what the pixels of a network of your own code are normalised with; MNIST's or, with weights, those with which it reads best</source>
        <translation>你自己代码的网络，其像素怎样归一化；不给出时按 MNIST 的，有权重时按认得最准的</translation>
    </message>
    <message>
        <source>{text} is not NAME=VALUE</source>
        <translation>{text} 不是 NAME=VALUE</translation>
    </message>
    <message>
        <source>{text} is not a mean and a deviation such as 0.1307,0.3081</source>
        <translation>{text} 不是 0.1307,0.3081 这样的均值和标准差</translation>
    </message>
    <message>
        <source>{title} is not in {folder}. Get it with digitpad fetch {name}, or name a folder that has it with --data or DIGITPAD_DATA.</source>
        <translation>{title} 不在 {folder} 中。请运行 digitpad fetch {name}，或用 --data 或 DIGITPAD_DATA 指明存有它的文件夹。</translation>
    </message>
    <message>
        <source>Run digitpad fetch {name}; what is there is kept beside it</source>
        <translation>请运行 digitpad fetch {name}；已有的文件会保留在旁边</translation>
    </message>
    <message>
        <source>what the designer saved, or {names}</source>
        <translation>设计器保存的文件，或 {names}</translation>
    </message>
    <message>
        <source>{file}: {read} ({sure}, not sure)</source>
        <translation>{file}：{read}（{sure}，不确定）</translation>
    </message>
    <message>
        <source>a picture, a strokes file (.json), or a table with a row of pixels each (.csv)</source>
        <translation>图片、笔画文件 (.json)，或每行是一幅图像像素的表格 (.csv)</translation>
    </message>
    <message>
        <source>take each picture for one digit</source>
        <translation>把每张图片当作一个数字</translation>
    </message>
    <message>
        <source>take each picture for a number, from left to right, row by row</source>
        <translation>把每张图片当作一个数，从左到右、一行接一行</translation>
    </message>
    <message>
        <source>There are no digits to export. Correct the network or practise first.</source>
        <translation>没有可以导出的数字。请先纠正网络的答案，或做练习。</translation>
    </message>
    <message>
        <source>after digit {number:,}</source>
        <translation>在第 {number:,} 个数字之后</translation>
    </message>
    <message>
        <source>in digit {number:,}</source>
        <translation>在第 {number:,} 个数字中</translation>
    </message>
    <message>
        <source>at its beginning</source>
        <translation>在开头</translation>
    </message>
    <message>
        <source>{path} holds more than {most:,} digits, the most that a collection keeps. Choose a smaller file.</source>
        <translation>{path} 中的数字超过 {most:,} 个，这是一个数字集最多能保存的数量。请选择较小的文件。</translation>
    </message>
    <message>
        <source>{path} is larger than {most:,} MB, so it holds no collection. Choose another file.</source>
        <translation>{path} 大于 {most:,} MB，不会是数字集。请选择另一个文件。</translation>
    </message>
    <message>
        <source>{path} cannot be read: {reason}. Check its name and permissions.</source>
        <translation>无法读取 {path}：{reason}。请检查文件名和权限。</translation>
    </message>
    <message>
        <source>{path} is not a collection of digits or is damaged: {where}, {problem}. Nothing was imported. Choose a file that was exported from My Digits.</source>
        <translation>{path} 不是数字集，或已损坏：{where}，{problem}。什么也没有导入。请选择由“我的数字”导出的文件。</translation>
    </message>
    <message>
        <source>there is nothing where {wanted} should be</source>
        <translation>应有 {wanted} 的地方什么也没有</translation>
    </message>
    <message>
        <source>there is {found} where {wanted} should be</source>
        <translation>应有 {wanted} 的地方是 {found}</translation>
    </message>
    <message>
        <source>its format is not "{format}"</source>
        <translation>它的格式不是 "{format}"</translation>
    </message>
    <message>
        <source>it comes from a newer digitpad</source>
        <translation>它来自更新版本的 digitpad</translation>
    </message>
    <message>
        <source>it has no "digits"</source>
        <translation>它没有 "digits"</translation>
    </message>
    <message>
        <source>it is cut short</source>
        <translation>它不完整，被截断了</translation>
    </message>
    <message>
        <source>a comma is missing</source>
        <translation>缺少一个逗号</translation>
    </message>
    <message>
        <source>{path} could not be written: {reason}. Choose another folder and export again.</source>
        <translation>无法写入 {path}：{reason}。请选择另一个文件夹，再次导出。</translation>
    </message>
    <message>
        <source>there is no value within {most} MB</source>
        <translation>{most} MB 之内没有完整的值</translation>
    </message>
    <message>
        <source>There is no ink to keep. Draw a digit first.</source>
        <translation>没有可以保留的墨迹。请先写一个数字。</translation>
    </message>
    <message>
        <source>This drawing is larger than {most} MB, too long for one digit. Clear the canvas and draw the digit alone.</source>
        <translation>这幅手写大于 {most} MB，作为一个数字太长了。请清空画布，只写这个数字。</translation>
    </message>
    <message>
        <source>it is not an object</source>
        <translation>它不是一个对象</translation>
    </message>
    <message>
        <source>it has no ink</source>
        <translation>它没有墨迹</translation>
    </message>
    <message>
        <source>its "label" is not a digit from 0 to 9</source>
        <translation>它的 "label" 不是 0 到 9 的数字</translation>
    </message>
    <message>
        <source>its "read" is not a digit from 0 to 9</source>
        <translation>它的 "read" 不是 0 到 9 的数字</translation>
    </message>
    <message>
        <source>its "origin" is none of {words}</source>
        <translation>它的 "origin" 不在 {words} 之中</translation>
    </message>
    <message>
        <source>This drawing cannot be kept: {problem}. Clear the canvas and draw it again.</source>
        <translation>无法保留这幅手写：{problem}。请清空画布，重写一次。</translation>
    </message>
    <message>
        <source>its "made" is not a date and time</source>
        <translation>它的 "made" 不是日期和时间</translation>
    </message>
    <message>
        <source>{path} cannot be read: {reason}. Check who may read it.</source>
        <translation>无法读取 {path}：{reason}。请检查谁有权读取它。</translation>
    </message>
    <message>
        <source>The digit was not kept: {reason}. Make room for it in {folder}, or change who may write there, and try again.</source>
        <translation>这个数字没有保留下来：{reason}。请在 {folder} 腾出空间，或改变那里的写入权限，再试一次。</translation>
    </message>
    <message>
        <source>{name} and {more}</source>
        <translation>{name} 和 {more}</translation>
    </message>
    <message>
        <source>{name} holds no digits. Choose a file of MNIST's kind, with images-idx3 in its name, or a JSON file that was exported from My Digits.</source>
        <translation>{name} 中没有数字。请选择文件名含 images-idx3 的 MNIST 格式文件，或由“我的数字”导出的 JSON 文件。</translation>
    </message>
    <message>
        <source>{path} and its labels do not belong together: {count:,} images of {height} x {width}, {labels:,} labels. Choose another set.</source>
        <translation>{path} 和它的标签不匹配：{count:,} 幅 {height} x {width} 的图像，{labels:,} 个标签。请选择另一套数据。</translation>
    </message>
    <message>
        <source>{folder} holds a data set already, which is not written over. Choose another folder.</source>
        <translation>{folder} 里已经有一个数据集，不会被覆盖。请选择另一个文件夹。</translation>
    </message>
    <message>
        <source>{path} is larger than the {most:,} images that are imported at once. To learn from a large data set, choose it on the Train page.</source>
        <translation>{path} 超过一次最多导入的 {most:,} 幅图像。要用大数据集来学习，请在“训练”页选择它。</translation>
    </message>
    <message>
        <source>{path} cannot be read: {reason}. Images and labels must stand side by side, named as in MNIST.</source>
        <translation>无法读取 {path}：{reason}。图像和标签必须放在一起，并按 MNIST 的方式命名。</translation>
    </message>
    <message>
        <source>That digit is no longer there: another window has deleted it.</source>
        <translation>那个数字已经不在了：另一个窗口把它删除了。</translation>
    </message>
    <message>
        <source>Your collection would hold more than {most:,} digits, the most that it keeps. Export it, and delete digits that you do not need.</source>
        <translation>你的数字集将超过它最多能保存的 {most:,} 个数字。请先导出，再删除不需要的数字。</translation>
    </message>
    <message>
        <source>{path} cannot be read: {problem}. Delete this digit.</source>
        <translation>无法读取 {path}：{problem}。请删除这个数字。</translation>
    </message>
    <message>
        <source>{path} cannot be deleted: {reason}. Check the folder, and delete the rest again.</source>
        <translation>无法删除 {path}：{reason}。请检查文件夹，再删除其余的。</translation>
    </message>
    <message>
        <source>There is no data set called {name}. Choose one of {names}.</source>
        <translation>没有名为 {name} 的数据集。请从 {names} 中选择。</translation>
    </message>
    <message>
        <source>{host} could not be read from ({error})</source>
        <translation>无法从 {host} 读取（{error}）</translation>
    </message>
    <message>
        <source>{host} answered {answer}</source>
        <translation>{host} 的答复是 {answer}</translation>
    </message>
    <message>
        <source>{host} leads to an address without https</source>
        <translation>{host} 转到了没有 https 的地址</translation>
    </message>
    <message>
        <source>{host} did not answer within {seconds:g} seconds</source>
        <translation>{host} 在 {seconds:g} 秒内没有答复</translation>
    </message>
    <message>
        <source>the certificate of {host} could not be verified (is the clock right?)</source>
        <translation>无法验证 {host} 的证书（时钟准吗？）</translation>
    </message>
    <message>
        <source>the proxy on the way to {host} could not be reached</source>
        <translation>无法连接到通往 {host} 的代理</translation>
    </message>
    <message>
        <source>the name {host} could not be resolved (is there a network?)</source>
        <translation>无法解析名称 {host}（有网络吗？）</translation>
    </message>
    <message>
        <source>the connection to {host} broke off</source>
        <translation>与 {host} 的连接中断了</translation>
    </message>
    <message>
        <source>{host} leads in circles</source>
        <translation>{host} 一直在来回转址</translation>
    </message>
    <message>
        <source>{host} could not be reached, or the connection broke off</source>
        <translation>无法连接 {host}，或连接中断</translation>
    </message>
    <message>
        <source>{host} is not asked without https</source>
        <translation>没有 https 就不向 {host} 请求</translation>
    </message>
    <message>
        <source>what {host} gave is not the published file (its SHA-256 is another)</source>
        <translation>{host} 给出的不是公布的文件（SHA-256 不同）</translation>
    </message>
    <message>
        <source>what {host} gives is larger than the {most:,} bytes it should have</source>
        <translation>{host} 给出的超过了应有的 {most:,} 字节</translation>
    </message>
    <message>
        <source>Another digitpad is downloading into {folder}. Wait until it is done, or end it.</source>
        <translation>另一个 digitpad 正在往 {folder} 下载。请等它完成，或结束它。</translation>
    </message>
    <message>
        <source>Synthetic handwriting</source>
        <translation>合成手写数字</translation>
    </message>
    <message>
        <source>{path} cannot be read: {reason}. Check the folder.</source>
        <translation>无法读取 {path}：{reason}。请检查文件夹。</translation>
    </message>
    <message>
        <source>{root} holds more than {most:,} pictures, the most that digitpad reads. Choose a smaller folder.</source>
        <translation>{root} 中的图片超过 digitpad 最多读取的 {most:,} 张。请选择较小的文件夹。</translation>
    </message>
    <message>
        <source>{path} is not a folder. Name a folder with pictures in folders called 0 to 9.</source>
        <translation>{path} 不是文件夹。请指明一个文件夹，其中的图片放在名为 0 到 9 的文件夹里。</translation>
    </message>
    <message>
        <source>{path} cannot be read: {reason}. Check who may read the folder.</source>
        <translation>无法读取 {path}：{reason}。请检查谁有权读取这个文件夹。</translation>
    </message>
    <message numerus="yes">
        <source>%n pictures</source>
        <translation>
            <numerusform>%n 张图片</numerusform>
        </translation>
    </message>
    <message>
        <source>{file} shows no ink.</source>
        <translation>{file} 里没有墨迹。</translation>
    </message>
    <message>
        <source>{path} cannot be read: {reason}. Check the folder, or download the data set again.</source>
        <translation>无法读取 {path}：{reason}。请检查文件夹，或重新下载数据集。</translation>
    </message>
    <message>
        <source>There is no ink to read. Draw a digit first.</source>
        <translation>没有可以识别的墨迹。请先写一个数字。</translation>
    </message>
    <message>
        <source>There is no ink to read.</source>
        <translation>没有可以识别的墨迹。</translation>
    </message>
    <message>
        <source>{name} shows no ink: everything in it is about equally bright. Choose a picture of a digit.</source>
        <translation>{name} 里没有墨迹：各处亮度差不多。请选择一张数字图片。</translation>
    </message>
    <message>
        <source>{name}: it has more than {most} million pixels. Save it smaller.</source>
        <translation>{name}：像素超过 {most} 百万。请缩小后保存。</translation>
    </message>
    <message>
        <source>{path} is a folder. Choose one picture, or one strokes file.</source>
        <translation>{path} 是一个文件夹。请选择一张图片或一个笔画文件。</translation>
    </message>
    <message>
        <source>{path} has {size:,.0f} MB, more than the {most} MB that digitpad reads. Save it smaller.</source>
        <translation>{path} 有 {size:,.0f} MB，超过 digitpad 能读取的 {most} MB。请缩小后保存。</translation>
    </message>
    <message>
        <source>{path} cannot be read: {reason}. Choose another file.</source>
        <translation>无法读取 {path}：{reason}。请选择另一个文件。</translation>
    </message>
    <message>
        <source>{path} is damaged: {error}. Choose another file.</source>
        <translation>{path} 已损坏：{error}。请选择另一个文件。</translation>
    </message>
    <message>
        <source>it is damaged</source>
        <translation>它已损坏</translation>
    </message>
    <message>
        <source>A drawing could not be recovered, for its file is damaged. It is kept as {path}.</source>
        <translation>有一幅手写无法恢复，因为文件已损坏。它保存为 {path}。</translation>
    </message>
    <message>
        <source>It is larger than {most} MB.</source>
        <translation>它大于 {most} MB。</translation>
    </message>
    <message>
        <source>{folder} could not be written: {reason}.</source>
        <translation>无法写入 {folder}：{reason}。</translation>
    </message>
    <message>
        <source>There are {count:,} separate pieces of ink, more than the {most} that a number may have. Keep its digits and leave out the rest.</source>
        <translation>互不相连的墨迹有 {count:,} 处，超过一个数最多能有的 {most} 处。请只留下数字，去掉其余部分。</translation>
    </message>
    <message>
        <source>a sample needs a square sheet</source>
        <translation>样本需要正方形的画布</translation>
    </message>
    <message>
        <source>"{name}" is not two numbers from {least:g} on</source>
        <translation>"{name}" 不是两个从 {least:g} 起的数</translation>
    </message>
    <message>
        <source>"{name}" is not a list of [x, y]</source>
        <translation>"{name}" 不是 [x, y] 的列表</translation>
    </message>
    <message>
        <source>"{name}" is not 28 rows of 28 numbers</source>
        <translation>"{name}" 不是 28 行、每行 28 个数</translation>
    </message>
    <message>
        <source>"{name}" holds a number outside 0 to 255</source>
        <translation>"{name}" 中有 0 到 255 之外的数</translation>
    </message>
    <message>
        <source>"{name}.width" is not a number above 0</source>
        <translation>"{name}.width" 不是大于 0 的数</translation>
    </message>
    <message>
        <source>"{name}" is not a list with something in it</source>
        <translation>"{name}" 不是非空的列表</translation>
    </message>
    <message>
        <source>"{name}" holds something other than numbers</source>
        <translation>"{name}" 中有不是数的内容</translation>
    </message>
    <message>
        <source>"{name}" holds a number beyond {largest:,.0f}</source>
        <translation>"{name}" 中有超出 {largest:,.0f} 的数</translation>
    </message>
    <message>
        <source>{path} cannot be read: {problem}. Choose another file.</source>
        <translation>无法读取 {path}：{problem}。请选择另一个文件。</translation>
    </message>
    <message>
        <source>{path} is not a strokes file. It needs {{"size": [w, h], "strokes": [[[x, y], ...], ...]}}, and here {problem}.</source>
        <translation>{path} 不是笔画文件。应当是 {{"size": [w, h], "strokes": [[[x, y], ...], ...]}}，而这里 {problem}。</translation>
    </message>
    <message>
        <source>lists in "{name}" differ in length</source>
        <translation>"{name}" 中各列表的长度不同</translation>
    </message>
    <message>
        <source>"{name}.{key}" does not have one number for each point</source>
        <translation>"{name}.{key}" 没有给每个点一个数</translation>
    </message>
    <message>
        <source>The kernels are for {count} channels, and the input has {channels}. Choose kernels for this input.</source>
        <translation>卷积核有 {count} 个通道，而输入有 {channels} 个。请选择适合这个输入的卷积核。</translation>
    </message>
    <message>
        <source>The network has no convolution {name!r}. Choose one that it has.</source>
        <translation>网络没有名为 {name!r} 的卷积层。请选择它有的。</translation>
    </message>
    <message>
        <source>A grid has 1 to {most} rows and columns of numbers, all rows equally long. Choose another size.</source>
        <translation>数字网格有 1 到 {most} 行和列，各行长度相同。请选择另一个大小。</translation>
    </message>
    <message>
        <source>A grid's numbers lie between −{most:,.0f} and {most:,.0f}. Correct the one that does not.</source>
        <translation>网格中的数应在 −{most:,.0f} 与 {most:,.0f} 之间。请改正超出的那个数。</translation>
    </message>
    <message>
        <source>{path} is transparent everywhere, so there is nothing to see. Choose another picture.</source>
        <translation>{path} 处处透明，什么也看不到。请选择另一张图片。</translation>
    </message>
    <message>
        <source>There is no drawing yet. Draw a digit, or choose another input.</source>
        <translation>还没有手写。请写一个数字，或选择另一种输入。</translation>
    </message>
    <message>
        <source>There is no kernel {name!r}: choose {names}.</source>
        <translation>没有名为 {name!r} 的卷积核：请从 {names} 中选择。</translation>
    </message>
    <message>
        <source>A kernel has 1 to {most} rows and columns for each of 1 to {channels} channels. Choose another size.</source>
        <translation>卷积核有 1 到 {most} 行和列，1 到 {channels} 个通道。请选择另一个大小。</translation>
    </message>
    <message>
        <source>A kernel's numbers lie between −{most:,.0f} and {most:,.0f}. Correct the one that does not.</source>
        <translation>卷积核的数应在 −{most:,.0f} 与 {most:,.0f} 之间。请改正超出的那个数。</translation>
    </message>
    <message>
        <source>There can be 1 to {most} kernels, and here are {count}.</source>
        <translation>卷积核可以有 1 到 {most} 个，这里有 {count} 个。</translation>
    </message>
    <message>
        <source>Kernels of one convolution have one size. Give all of them the same.</source>
        <translation>同一个卷积的卷积核大小相同。请让它们一样大。</translation>
    </message>
    <message>
        <source>The kernel {name!r} is not made for {size[0]} × {size[1]}. Choose {usual[0]} × {usual[1]}.</source>
        <translation>卷积核 {name!r} 不适用于 {size[0]} × {size[1]}。请选择 {usual[0]} × {usual[1]}。</translation>
    </message>
    <message>
        <source>A kernel is rows of numbers, all equally long. Correct them.</source>
        <translation>卷积核由等长的几行数组成。请改正。</translation>
    </message>
    <message>
        <source>"{name}" is not the pixels of a picture</source>
        <translation>"{name}" 不是一张图片的像素</translation>
    </message>
    <message>
        <source>a stage has no name</source>
        <translation>有一层没有名称</translation>
    </message>
    <message>
        <source>"{name}" is "same" and has amounts too</source>
        <translation>"{name}" 既是 "same" 又给出了数量</translation>
    </message>
    <message>
        <source>a sample is not 28 x 28 pixels</source>
        <translation>样本不是 28 x 28 像素</translation>
    </message>
    <message>
        <source>a picture has 1 or 3 channels</source>
        <translation>图片有 1 或 3 个通道</translation>
    </message>
    <message>
        <source>there are more or fewer pixels than the shape says</source>
        <translation>像素数与形状不符</translation>
    </message>
    <message>
        <source>This is not a scene for the lab: {problem}. Choose another.</source>
        <translation>这不是实验室的场景：{problem}。请选择另一个。</translation>
    </message>
    <message numerus="yes">
        <source>%n columns</source>
        <translation>
            <numerusform>%n 列</numerusform>
        </translation>
    </message>
    <message>
        <source>The input is not an image of channels, rows and columns. Choose another.</source>
        <translation>输入不是由通道、行、列组成的图像。请选择另一个。</translation>
    </message>
    <message>
        <source>The input has {channels} channels; the lab takes 1 to {most}. Choose another input.</source>
        <translation>输入有 {channels} 个通道；实验室接受 1 到 {most} 个。请选择另一个输入。</translation>
    </message>
    <message>
        <source>The input has {height} rows and {width} columns; the lab takes 1 to {most} of each. Choose a smaller input.</source>
        <translation>输入有 {height} 行 {width} 列；实验室接受的行列各为 1 到 {most}。请选择较小的输入。</translation>
    </message>
    <message numerus="yes">
        <source>%n rows</source>
        <translation>
            <numerusform>%n 行</numerusform>
        </translation>
    </message>
    <message>
        <source>The adaptive pool's rows can be {lowest} to {highest}, and here it is {number}. Choose another.</source>
        <translation>自适应池化的行数可以是 {lowest} 到 {highest}，这里是 {number}。请另选一个。</translation>
    </message>
    <message>
        <source>The adaptive pool's columns can be {lowest} to {highest}, and here it is {number}. Choose another.</source>
        <translation>自适应池化的列数可以是 {lowest} 到 {highest}，这里是 {number}。请另选一个。</translation>
    </message>
    <message>
        <source>There is no pool {kind!r}: choose {kinds}.</source>
        <translation>没有 {kind!r} 这种池化：请从 {kinds} 中选择。</translation>
    </message>
    <message>
        <source>The pool's window can be {lowest} to {highest}, and here it is {number}. Choose another.</source>
        <translation>池化窗口可以是 {lowest} 到 {highest}，这里是 {number}。请另选一个。</translation>
    </message>
    <message>
        <source>An L2 pool has no padding. Set it to 0, or choose another pool.</source>
        <translation>L2 池化没有填充。请设为 0，或选择另一种池化。</translation>
    </message>
    <message>
        <source>A pool's padding is at most half its window: {most} for a window of {window}, and here it is {padding}. Choose less padding or a larger window.</source>
        <translation>池化的填充最多是窗口的一半：窗口为 {window} 时最多 {most}，这里是 {padding}。请减小填充或加大窗口。</translation>
    </message>
    <message>
        <source>The pool's window does not fit into the input: it has {window}, and the input, with its padding, has {padded}. Choose a smaller window.</source>
        <translation>池化窗口放不进输入：窗口是 {window}，而输入加上填充是 {padded}。请选择较小的窗口。</translation>
    </message>
    <message>
        <source>A shift by {distance} leaves nothing of an input with {size} pixels that way. Choose a smaller one.</source>
        <translation>输入在这个方向有 {size} 个像素，平移 {distance} 后就什么也不剩了。请选择较小的平移。</translation>
    </message>
    <message>
        <source>The stride can be {lowest} to {highest}, and here it is {number}. Choose another.</source>
        <translation>步长可以是 {lowest} 到 {highest}，这里是 {number}。请另选一个。</translation>
    </message>
    <message>
        <source>A reflection needs more columns than the padding is wide: the input has {size} and the padding {amount}. Choose a padding of at most {most}, or another mode.</source>
        <translation>镜像填充要求列数大于填充的宽度：输入有 {size}，填充是 {amount}。请选择不超过 {most} 的填充，或另一种方式。</translation>
    </message>
    <message>
        <source>The kernel does not fit into the input: it has {reach}, and the input has {whole}. Choose a smaller kernel or more padding.</source>
        <translation>卷积核放不进输入：卷积核是 {reach}，而输入是 {whole}。请选择较小的卷积核或更多填充。</translation>
    </message>
    <message>
        <source>There is no padding {mode!r}: choose {modes}.</source>
        <translation>没有 {mode!r} 这种填充：请从 {modes} 中选择。</translation>
    </message>
    <message>
        <source>Padding "same" keeps the input's size, which only a stride of 1 can. Set the stride to 1, or choose the padding's amount.</source>
        <translation>“保持大小”的填充要让输出与输入一样大，只有步长为 1 时才做得到。请把步长设为 1，或指定填充的数量。</translation>
    </message>
    <message>
        <source>A reflection needs more rows than the padding is wide: the input has {size} and the padding {amount}. Choose a padding of at most {most}, or another mode.</source>
        <translation>镜像填充要求行数大于填充的宽度：输入有 {size}，填充是 {amount}。请选择不超过 {most} 的填充，或另一种方式。</translation>
    </message>
    <message>
        <source>{kernel} that a dilation of {dilation} spreads over {span}</source>
        <translation>{kernel}（空洞率 {dilation} 使它跨越 {span}）</translation>
    </message>
    <message>
        <source>{size}, with its padding {padded}</source>
        <translation>{size}（加上填充是 {padded}）</translation>
    </message>
    <message>
        <source>The kernel's size can be {lowest} to {highest}, and here it is {number}. Choose another.</source>
        <translation>卷积核的大小可以是 {lowest} 到 {highest}，这里是 {number}。请另选一个。</translation>
    </message>
    <message>
        <source>The dilation can be {lowest} to {highest}, and here it is {number}. Choose another.</source>
        <translation>空洞率可以是 {lowest} 到 {highest}，这里是 {number}。请另选一个。</translation>
    </message>
    <message>
        <source>The padding can be {lowest} to {highest}, and here it is {number}. Choose another.</source>
        <translation>填充可以是 {lowest} 到 {highest}，这里是 {number}。请另选一个。</translation>
    </message>
    <message>
        <source>{path} is a model without a lesson. Open it with Open Model.</source>
        <translation>{path} 是没有课程的模型。请用“打开模型”打开它。</translation>
    </message>
    <message>
        <source>it is longer than {most:,} characters</source>
        <translation>它超过 {most:,} 个字符</translation>
    </message>
    <message>
        <source>{path} holds no lesson: {problem}. Choose another file.</source>
        <translation>{path} 里没有课程：{problem}。请选择另一个文件。</translation>
    </message>
    <message>
        <source>"{name}" is not a plain word</source>
        <translation>"{name}" 不是一个简单的词</translation>
    </message>
    <message>
        <source>a layer with weights cannot be called {name}</source>
        <translation>有权重的层不能叫 {name}</translation>
    </message>
    <message>
        <source>The network is too large: it has {count:,} parameters, at most are {most:,}.</source>
        <translation>网络太大：它有 {count:,} 个参数，最多允许 {most:,} 个。</translation>
    </message>
    <message>
        <source>The network is too large: it has {count:,} values between its layers, at most are {most:,}.</source>
        <translation>网络太大：它各层之间有 {count:,} 个值，最多允许 {most:,} 个。</translation>
    </message>
    <message>
        <source>The network is too large: it has {count:,} multiplications, at most are {most:,}.</source>
        <translation>网络太大：它有 {count:,} 次乘法，最多允许 {most:,} 次。</translation>
    </message>
    <message>
        <source>The network does not read 28 x 28 images. Choose another network.</source>
        <translation>网络读取的不是 28 x 28 的图像。请选择另一个网络。</translation>
    </message>
    <message>
        <source>Two layers of the network have one name. Choose another network.</source>
        <translation>网络有两层同名。请选择另一个网络。</translation>
    </message>
    <message>
        <source>The network does not end in the log probabilities of ten digits. Choose another network.</source>
        <translation>网络的结尾不是十个数字的对数概率。请选择另一个网络。</translation>
    </message>
    <message>
        <source>A name is missing. Type one.</source>
        <translation>缺少名称。请输入一个。</translation>
    </message>
    <message>
        <source>A name has more than {most} characters. Choose a shorter one.</source>
        <translation>名称超过 {most} 个字符。请选择较短的。</translation>
    </message>
    <message>
        <source>{name!r} cannot be a name. Use letters, digits and underscores, a letter first, and no word of Python.</source>
        <translation>{name!r} 不能用作名称。请用字母、数字和下划线，以字母开头，且不能是 Python 的关键字。</translation>
    </message>
    <message>
        <source>The network's description is not valid: {problem}. Choose another network.</source>
        <translation>网络的描述无效：{problem}。请选择另一个网络。</translation>
    </message>
    <message>
        <source>{excess} Choose another network.</source>
        <translation>{excess}请选择另一个网络。</translation>
    </message>
    <message numerus="yes">
        <source>%n values</source>
        <translation>
            <numerusform>%n 个值</numerusform>
        </translation>
    </message>
    <message>
        <source>The network ends in {values}, and ten digits need {classes}. Add a linear with {classes} units at the end.</source>
        <translation>网络的结尾是 {values}，而十个数字需要 {classes} 个。请在末尾添加一个有 {classes} 个单元的线性层。</translation>
    </message>
    <message>
        <source>The network ends in maps of {shape}, and ten digits need one value each. Add a flatten and a linear with {classes} units at the end.</source>
        <translation>网络的结尾是 {shape} 的特征图，而十个数字各需要一个值。请在末尾添加展平层和有 {classes} 个单元的线性层。</translation>
    </message>
    <message>
        <source>The network ends in {values}, and ten digits need {classes}. Set the units of {name} to {classes}.</source>
        <translation>网络的结尾是 {values}，而十个数字需要 {classes} 个。请把 {name} 的单元数设为 {classes}。</translation>
    </message>
    <message>
        <source>A network has at most {most} layers. Remove one first.</source>
        <translation>网络最多有 {most} 层。请先移除一层。</translation>
    </message>
    <message>
        <source>{name}: {setting} is from {least:g} to {most:g}.</source>
        <translation>{name}：{setting}应为 {least:g} 到 {most:g}。</translation>
    </message>
    <message>
        <source>{excess} Make {name} or what it follows smaller.</source>
        <translation>{excess}请减小 {name} 或它前面的层。</translation>
    </message>
    <message>
        <source>{name} cannot be a file's name. Choose another name.</source>
        <translation>{name} 不能用作文件名。请选择另一个名称。</translation>
    </message>
    <message>
        <source>{name} is neither a network file nor one of {names}. Name one of them.</source>
        <translation>{name} 既不是网络文件，也不在 {names} 之中。请给出其中一个。</translation>
    </message>
    <message>
        <source>{path} is not a network file, or cannot be read: {problem}. Choose another network.</source>
        <translation>{path} 不是网络文件，或无法读取：{problem}。请选择另一个网络。</translation>
    </message>
    <message>
        <source>{path} cannot be used. {error}</source>
        <translation>无法使用 {path}。{error}</translation>
    </message>
    <message>
        <source>{path} is neither a digitpad checkpoint nor a PyTorch state dict. Choose another model.</source>
        <translation>{path} 既不是 digitpad 检查点，也不是 PyTorch 状态字典。请选择另一个模型。</translation>
    </message>
    <message>
        <source>{path} does not fit the {name} network, which needs float32 {wanted}. Choose another model.</source>
        <translation>{path} 与 {name} 网络不符，该网络需要 float32 的 {wanted}。请选择另一个模型。</translation>
    </message>
    <message>
        <source>{path} is too large to be a digit network. Choose another model.</source>
        <translation>{path} 太大，不会是数字网络。请选择另一个模型。</translation>
    </message>
    <message>
        <source>{path} holds weights that are not numbers. Choose another model.</source>
        <translation>{path} 中的权重不是数。请选择另一个模型。</translation>
    </message>
    <message>
        <source>{path} cannot be read: {reason}. Choose another model.</source>
        <translation>无法读取 {path}：{reason}。请选择另一个模型。</translation>
    </message>
    <message>
        <source>{path} is damaged: {error}. Choose another model.</source>
        <translation>{path} 已损坏：{error}。请选择另一个模型。</translation>
    </message>
    <message>
        <source>It stays as it is. Use another model, or save this one anew where it came from.</source>
        <translation>它保持原样。请使用别的模型，或者在它原来的地方重新保存一次。</translation>
    </message>
    <message>
        <source>Python {python} is older than 3.11</source>
        <translation>Python {python} 比 3.11 旧</translation>
    </message>
    <message>
        <source>Install digitpad with a newer Python.</source>
        <translation>请用更新的 Python 安装 digitpad。</translation>
    </message>
    <message>
        <source>weights to begin with; else the network's own</source>
        <translation>开始时的权重；不给出时用网络自己的</translation>
    </message>
    <message>
        <source>{name} is not one of your digits, for {reason}. It is kept as {path}.</source>
        <translation>{name} 不是你的数字，原因是：{reason}。它保存为 {path}。</translation>
    </message>
    <message>
        <source>{name}: {training:,} images to train on and {test:,} for the test.</source>
        <translation>{name}：{training:,} 幅用于训练，{test:,} 幅用于测试。</translation>
    </message>
    <message>
        <source>The labels in {path} are not whole numbers, one for each image. Choose a set that is labelled with the digits 0 to 9.</source>
        <translation>{path} 中的标签不是整数，或不是每幅图像一个。请选择以数字 0 到 9 为标签的数据。</translation>
    </message>
    <message>
        <source>{path} is labelled from {low:.0f} to {high:.0f}: letters or other signs, and digitpad reads the digits 0 to 9. Choose a set of digits; EMNIST's is its digits part, which digitpad fetch emnist-digits gets.</source>
        <translation>{path} 的标签是 {low:.0f} 到 {high:.0f}：是字母或别的符号，而 digitpad 识别的是数字 0 到 9。请选择数字的数据；EMNIST 的数字部分可以用 digitpad fetch emnist-digits 取得。</translation>
    </message>
    <message>
        <source>{path} holds numbers of the shape {shape}, which are no images of digits. Choose another file.</source>
        <translation>{path} 中的数形状是 {shape}，不是数字图像。请选择另一个文件。</translation>
    </message>
    <message>
        <source>{path} holds values that are no numbers. Choose another file.</source>
        <translation>{path} 中有不是数的值。请选择另一个文件。</translation>
    </message>
    <message>
        <source>Nothing in it is set apart for a test: every sixth of each digit is.</source>
        <translation>其中没有留作测试的部分：每种数字每六个取一个作测试。</translation>
    </message>
    <message numerus="yes">
        <source>{part} (%n images)</source>
        <translation>
            <numerusform>{part}（%n 幅图像）</numerusform>
        </translation>
    </message>
    <message>
        <source>{name}: {training:,} images to train on and {test:,} for the test, none of them of the digits {lacking}.</source>
        <translation>{name}：{training:,} 幅用于训练，{test:,} 幅用于测试，其中没有数字 {lacking}。</translation>
    </message>
    <message>
        <source>Left aside: {listed}.</source>
        <translation>没有用上：{listed}。</translation>
    </message>
    <message>
        <source>Its validation part is taken for the test.</source>
        <translation>用它的验证部分作测试。</translation>
    </message>
    <message numerus="yes">
        <source>Left aside: {listed} and %n more.</source>
        <translation>
            <numerusform>没有用上：{listed}，还有 %n 个。</numerusform>
        </translation>
    </message>
    <message>
        <source>Nothing in it is to train on.</source>
        <translation>其中没有可以用来训练的。</translation>
    </message>
    <message>
        <source>{title} is not in {folder}. Download it on the Train page, or choose a folder there that has it.</source>
        <translation>{title} 不在 {folder} 中。请在“训练”页下载，或在那里选择存有它的文件夹。</translation>
    </message>
    <message>
        <source>the proxy on the way to {host} asks for a name and a password (set HTTPS_PROXY=http://name:password@proxy:port, or ask whoever runs the network)</source>
        <translation>通往 {host} 的代理要求用户名和密码（请设置 HTTPS_PROXY=http://name:password@proxy:port，或询问网络管理员）</translation>
    </message>
    <message>
        <source>the proxy on the way refuses {host} ({answer})</source>
        <translation>途中的代理拒绝访问 {host}（{answer}）</translation>
    </message>
    <message>
        <source>{title} could not be downloaded: {reasons}. Check the network and try again. Without a network, train on synthetic handwriting, on a folder of pictures sorted into 0 to 9, or choose a folder that has the data set.</source>
        <translation>无法下载 {title}：{reasons}。请检查网络后重试。没有网络时，可以用合成手写数字训练，用按 0 到 9 分好类的图片文件夹训练，或选择存有该数据集的文件夹。</translation>
    </message>
    <message>
        <source>{title} needs {needed:,.0f} MB in {folder}, which has {free:,.0f} MB left. Make room, or choose another folder.</source>
        <translation>{title} 需要 {folder} 有 {needed:,.0f} MB 空间，现在只剩 {free:,.0f} MB。请腾出空间，或选择另一个文件夹。</translation>
    </message>
    <message>
        <source>{title} could not be written to {folder}: {reason}. Make room, or choose another folder.</source>
        <translation>无法把 {title} 写入 {folder}：{reason}。请腾出空间，或选择另一个文件夹。</translation>
    </message>
    <message>
        <source>Synthetic handwriting, small</source>
        <translation>合成手写数字（小）</translation>
    </message>
    <message>
        <source>{name} is too long: {found:,} of {wanted:,} bytes. Copy or download it anew.</source>
        <translation>{name} 太长：{found:,} 字节，应为 {wanted:,} 字节。请重新复制或下载。</translation>
    </message>
    <message>
        <source>{path} holds more than {most:,} bytes, the most that digitpad reads. Choose a smaller set.</source>
        <translation>{path} 超过 digitpad 最多读取的 {most:,} 字节。请选择较小的数据集。</translation>
    </message>
    <message>
        <source>{name} is not an IDX file of {dimensions}-dimensional bytes: it starts with {found} instead of {magic}. Copy or download it anew, or choose another file.</source>
        <translation>{name} 不是 {dimensions} 维字节的 IDX 文件：它以 {found} 开头，而不是 {magic}。请重新复制或下载，或选择另一个文件。</translation>
    </message>
    <message>
        <source>{name} is cut short: {found:,} of {wanted:,} bytes. Copy or download it anew.</source>
        <translation>{name} 被截断了：{found:,} 字节，应为 {wanted:,} 字节。请重新复制或下载。</translation>
    </message>
    <message>
        <source>{path} is missing. Put the unpacked file there, or choose another folder.</source>
        <translation>缺少 {path}。请把解压后的文件放到那里，或选择另一个文件夹。</translation>
    </message>
    <message>
        <source>{path} is packed, and cut short or damaged: {reason}. Copy or download it anew.</source>
        <translation>{path} 是压缩的，但被截断或已损坏：{reason}。请重新复制或下载。</translation>
    </message>
    <message>
        <source>{path} holds {training} for training and {test:,} for the test, too few: at least {fewest} are needed, of both. Put pictures, PNG or JPEG say, into its folders 0 to 9, or into train/0 to 9 and test/0 to 9.{besides}</source>
        <translation>{path} 中用于训练的有 {training}，用于测试的有 {test:,}，太少了：两者都至少要有 {fewest}。请把图片（如 PNG 或 JPEG）放进它的 0 到 9 各文件夹，或放进 train/0 到 9 和 test/0 到 9。{besides}</translation>
    </message>
    <message>
        <source>{failed:,} of {found:,} pictures in {path} cannot be used. The first: {first} Choose another folder, or put others in their place.</source>
        <translation>{path} 中的 {found:,} 张图片里有 {failed:,} 张不能用。第一张：{first} 请选择另一个文件夹，或换上别的图片。</translation>
    </message>
    <message numerus="yes">
        <source>{folder} (%n pictures)</source>
        <translation>
            <numerusform>{folder}（%n 张图片）</numerusform>
        </translation>
    </message>
    <message>
        <source>{file}</source>
        <translation>{file}</translation>
    </message>
    <message>
        <source>The folders in {root} are called 1 to 10 or more, and none 0: which of them holds the digit 0 cannot be known. Call them after their digits, 0 to 9.</source>
        <translation>{root} 中的文件夹名为 1 到 10 或更多，没有 0：无法知道哪一个放的是数字 0。请按其中的数字把它们命名为 0 到 9。</translation>
    </message>
    <message numerus="yes">
        <source>%n pictures cannot be used and are left out. The first: {first}</source>
        <translation>
            <numerusform>有 %n 张图片不能用，没有算在内。第一张：{first}</numerusform>
        </translation>
    </message>
    <message>
        <source>others</source>
        <translation>其他</translation>
    </message>
    <message>
        <source>{path} is not a folder, nor a file. Name a folder with pictures in folders called 0 to 9, or with IDX, NPZ or CSV files.</source>
        <translation>{path} 既不是文件夹也不是文件。请指明一个文件夹，其中有名为 0 到 9 的图片文件夹，或 IDX、NPZ、CSV 文件。</translation>
    </message>
    <message>
        <source>{path} cannot be read as a data set: {reason}. Choose another.</source>
        <translation>无法把 {path} 作为数据集读取：{reason}。请选择另一个。</translation>
    </message>
    <message>
        <source>it is packed; unpack it</source>
        <translation>它是压缩的；请先解压</translation>
    </message>
    <message>
        <source>a pickle can run a stranger's code; save its arrays as NPZ</source>
        <translation>pickle 可能运行别人的代码；请把其中的数组存为 NPZ</translation>
    </message>
    <message>
        <source>it is MATLAB's; save its arrays as NPZ or CSV</source>
        <translation>它是 MATLAB 的文件；请把其中的数组存为 NPZ 或 CSV</translation>
    </message>
    <message>
        <source>it is a table of another kind; save it as CSV</source>
        <translation>它是另一种表格；请存为 CSV</translation>
    </message>
    <message>
        <source>it is PyTorch's; save its arrays as NPZ, or take the IDX files</source>
        <translation>它是 PyTorch 的文件；请把其中的数组存为 NPZ，或使用 IDX 文件</translation>
    </message>
    <message>
        <source>digitpad reads folders of images, and IDX, NPZ and CSV files</source>
        <translation>digitpad 能读图像文件夹，以及 IDX、NPZ 和 CSV 文件</translation>
    </message>
    <message>
        <source>{root} holds several data sets: {names}. Put one of them into a folder of its own, or name one of its files.</source>
        <translation>{root} 中有几个数据集：{names}。请把其中一个放进单独的文件夹，或指明它的一个文件。</translation>
    </message>
    <message>
        <source>{path} and its labels do not belong together: {images:,} images, {labels:,} labels. Choose another set.</source>
        <translation>{path} 和它的标签不匹配：{images:,} 幅图像，{labels:,} 个标签。请选择另一套数据。</translation>
    </message>
    <message>
        <source>{path} holds no digit. Choose another set.</source>
        <translation>{path} 中没有数字。请选择另一套数据。</translation>
    </message>
    <message>
        <source>{path} holds no digits with labels. Call its arrays x_train, y_train, x_test and y_test, as in Keras' mnist.npz, or images and labels.</source>
        <translation>{path} 中没有带标签的数字。请把其中的数组命名为 x_train、y_train、x_test、y_test（同 Keras 的 mnist.npz），或 images 和 labels。</translation>
    </message>
    <message>
        <source>{root} has no table with labels to learn from. The label stands first in each row, before the pixels: 785 columns for 28 x 28. digitpad predict reads pixels alone.</source>
        <translation>{root} 中没有带标签、可以用来学习的表格。每行的标签在最前面，后面是像素：28 x 28 时共 785 列。只有像素的表格由 digitpad predict 读取。</translation>
    </message>
    <message>
        <source>its labels, or its images, are not beside it, named as in MNIST</source>
        <translation>旁边没有它的标签或图像（应按 MNIST 的方式命名）</translation>
    </message>
    <message>
        <source> {file} stands alone: images and labels belong beside one another.</source>
        <translation>{file} 是单独的：图像和标签要放在一起。</translation>
    </message>
    <message>
        <source> It holds {file} and more: {reason}.</source>
        <translation>其中有 {file} 等：{reason}。</translation>
    </message>
    <message>
        <source>{path} cannot be read: {reason}. Save its arrays of numbers anew with numpy.savez, or choose another file.</source>
        <translation>无法读取 {path}：{reason}。请用 numpy.savez 重新保存其中的数组，或选择另一个文件。</translation>
    </message>
    <message>
        <source> It holds {file}: {reason}.</source>
        <translation>其中有 {file}：{reason}。</translation>
    </message>
    <message>
        <source>{file} (it has no labels; digitpad predict reads it)</source>
        <translation>{file}（没有标签；由 digitpad predict 读取）</translation>
    </message>
    <message>
        <source>{path} is damaged or not the published file: its sum is not the published content's ({sum}). Download the data set again: what is there is kept beside it. Data of your own are read from a folder of their own.</source>
        <translation>{path} 已损坏，或不是公布的文件：它的校验和与公布的内容（{sum}）不同。请重新下载数据集：已有的文件会保留在旁边。你自己的数据请放在单独的文件夹里。</translation>
    </message>
    <message>
        <source>Row {row:,} of {path} holds something that is no number. Save the table anew, or choose another.</source>
        <translation>{path} 的第 {row:,} 行有不是数的内容。请重新保存表格，或选择另一个。</translation>
    </message>
    <message>
        <source>{path} has more than {most} MB, the most that digitpad reads. Choose a smaller table.</source>
        <translation>{path} 超过 digitpad 能读取的 {most} MB。请选择较小的表格。</translation>
    </message>
    <message>
        <source>{path} is no table of digits: a row of one has the pixels of a square image, 784 for 28 x 28, and a label before them if it is to be learnt from. Choose another file.</source>
        <translation>{path} 不是数字的表格：每行应是一幅正方形图像的像素，28 x 28 时为 784 个；用来学习时，前面还有标签。请选择另一个文件。</translation>
    </message>
    <message>
        <source>{path} cannot be read: {reason}. Check the file.</source>
        <translation>无法读取 {path}：{reason}。请检查文件。</translation>
    </message>
    <message>
        <source>Row {row:,} of {path} has {found:,} columns, and the first has {wanted:,}. Save the table anew, or choose another.</source>
        <translation>{path} 的第 {row:,} 行有 {found:,} 列，而第一行有 {wanted:,} 列。请重新保存表格，或选择另一个。</translation>
    </message>
    <message>
        <source>ink</source>
        <translation>墨迹</translation>
    </message>
    <message>
        <source>input</source>
        <translation>输入</translation>
    </message>
    <message>
        <source>softmax</source>
        <translation>softmax</translation>
    </message>
    <message>
        <source>{0}: read as {1} ({2})</source>
        <translation>{0}：认作 {1}（{2}）</translation>
    </message>
    <message>
        <source>{0} of digitpad for {1} read as {2} ({3})</source>
        <translation>digitpad 的 {0}，输入是{1}，认作 {2}（{3}）</translation>
    </message>
    <message>
        <source>All layers</source>
        <translation>所有层</translation>
    </message>
    <message>
        <source>a drawing</source>
        <translation>一幅手写</translation>
    </message>
    <message>
        <source>digit</source>
        <translation>数字</translation>
    </message>
    <message>
        <source>unit</source>
        <translation>单元</translation>
    </message>
    <message>
        <source>logit</source>
        <translation>logit</translation>
    </message>
    <message>
        <source>probability</source>
        <translation>概率</translation>
    </message>
    <message>
        <source>value</source>
        <translation>值</translation>
    </message>
    <message>
        <source>max</source>
        <translation>最大</translation>
    </message>
    <message>
        <source>From ink to input</source>
        <translation>从墨迹到输入</translation>
    </message>
    <message>
        <source>Strokes</source>
        <translation>笔画</translation>
    </message>
    <message>
        <source>Sample</source>
        <translation>采样</translation>
    </message>
    <message>
        <source>Crop</source>
        <translation>裁剪</translation>
    </message>
    <message>
        <source>Box</source>
        <translation>装框</translation>
    </message>
    <message>
        <source>Pen</source>
        <translation>笔宽</translation>
    </message>
    <message>
        <source>Centre</source>
        <translation>居中</translation>
    </message>
    <message>
        <source>Grey</source>
        <translation>灰度</translation>
    </message>
    <message>
        <source>Normalise</source>
        <translation>归一化</translation>
    </message>
    <message>
        <source>{0} (off)</source>
        <translation>{0}（关）</translation>
    </message>
    <message>
        <source>1 point</source>
        <translation>1 个点</translation>
    </message>
    <message>
        <source>{0} points</source>
        <translation>{0} 个点</translation>
    </message>
    <message>
        <source>{network} takes images of {shape}; a drawing can be made into square ones of 16 to 224 pixels.</source>
        <translation>{network} 接受 {shape} 的图像；手写可以变成边长 16 到 224 像素的正方形图像。</translation>
    </message>
    <message>
        <source>The code of this network decides by values: what is shown is the way that one image took.</source>
        <translation>这个网络的代码会按数值作判断：这里显示的是这一幅图像所走的路。</translation>
    </message>
    <message>
        <source>{network} gives no tensor that depends on the image: return the answer for a batch of images, such as logits, from forward.</source>
        <translation>{network} 没有给出依赖于图像的张量：请让 forward 返回对一批图像的答案，例如 logit。</translation>
    </message>
    <message>
        <source>{place} defines several networks: {names}. Say which: {place}:NAME.</source>
        <translation>{place} 定义了几个网络：{names}。请指明是哪一个：{place}:NAME。</translation>
    </message>
    <message>
        <source>{text} names no network: write FILE.py:NAME, or torchvision.models:NAME.</source>
        <translation>{text} 没有指明网络：请写 FILE.py:NAME 或 torchvision.models:NAME。</translation>
    </message>
    <message>
        <source>{source} is no network, but a {kind}.</source>
        <translation>{source} 不是网络，而是 {kind}。</translation>
    </message>
    <message>
        <source>{source} needs {arguments}: give them as NAME=VALUE.</source>
        <translation>{source} 需要 {arguments}：请以 NAME=VALUE 的形式给出。</translation>
    </message>
    <message>
        <source>{source} gives a {kind}, and no torch.nn.Module.</source>
        <translation>{source} 给出的是 {kind}，而不是 torch.nn.Module。</translation>
    </message>
    <message>
        <source>{place} defines no torch.nn.Module: write a class that derives from it.</source>
        <translation>{place} 没有定义 torch.nn.Module：请写一个由它派生的类。</translation>
    </message>
    <message>
        <source>There is no {name} in {place}; its networks: {others}.</source>
        <translation>{place} 中没有 {name}；它的网络有：{others}。</translation>
    </message>
    <message>
        <source>{path} is too large for a file of code.</source>
        <translation>{path} 太大，不会是代码文件。</translation>
    </message>
    <message>
        <source>{path} cannot be read: {reason}.</source>
        <translation>无法读取 {path}：{reason}。</translation>
    </message>
    <message>
        <source>torchvision is not installed: install it from where torch came from.</source>
        <translation>没有安装 torchvision：请从安装 torch 的同一处安装它。</translation>
    </message>
    <message>
        <source>There is no package {place} here: install it, or give a file, FILE.py:NAME.</source>
        <translation>这里没有软件包 {place}：请安装它，或给出文件 FILE.py:NAME。</translation>
    </message>
    <message>
        <source>torchvision does not go with this torch: install both from the same place ({reason}).</source>
        <translation>torchvision 与这个 torch 不配套：请从同一处安装两者（{reason}）。</translation>
    </message>
    <message>
        <source>{function}, computed by PyTorch; not explained.</source>
        <translation>{function}，由 PyTorch 计算；不作解释。</translation>
    </message>
    <message>
        <source>{function} is computed by PyTorch and not taken apart here: {total}</source>
        <translation>{function} 由 PyTorch 计算，这里不拆开：{total}</translation>
    </message>
    <message>
        <source>{function} gives as many values as the image decides, and this one gives others than the first. Draw something else.</source>
        <translation>{function} 给出多少个值由图像决定，这一幅与第一幅不同。请写点别的。</translation>
    </message>
    <message>
        <source>{file}, line {line}: {reason}. Mend it, and open it again.</source>
        <translation>{file} 第 {line} 行：{reason}。请修改后重新打开。</translation>
    </message>
    <message>
        <source>{network} stopped in {file}, line {line} ({code}): {reason}. Mend it, and open it again.</source>
        <translation>{network} 停在 {file} 第 {line} 行（{code}）：{reason}。请修改后重新打开。</translation>
    </message>
    <message>
        <source>{network} stopped: {reason}.</source>
        <translation>{network} 停止了：{reason}。</translation>
    </message>
    <message>
        <source>the value {value}, as it was</source>
        <translation>值 {value}，原样不变</translation>
    </message>
    <message>
        <source>nothing was there, so it is filled with {value}</source>
        <translation>这里原来没有值，所以填上 {value}</translation>
    </message>
    <message>
        <source>{count:,} smaller products, {rest} together</source>
        <translation>较小的 {count:,} 个乘积，合计 {rest}</translation>
    </message>
    <message>
        <source>bias {bias}</source>
        <translation>偏置 {bias}</translation>
    </message>
    <message>
        <source>Negative values become zero, the others stay.</source>
        <translation>负值变为零，其余不变。</translation>
    </message>
    <message>
        <source>Each value times the share of a normal distribution that lies below it.</source>
        <translation>每个值乘以正态分布中小于它的部分所占的比例。</translation>
    </message>
    <message>
        <source>Each value times about the share of a normal distribution that lies below it, found with a tanh.</source>
        <translation>每个值乘以正态分布中小于它的部分的比例，这个比例用 tanh 近似求得。</translation>
    </message>
    <message>
        <source>Each value times its sigmoid.</source>
        <translation>每个值乘以它的 sigmoid。</translation>
    </message>
    <message>
        <source>Each value times the tanh of its softplus.</source>
        <translation>每个值乘以它的 softplus 的 tanh。</translation>
    </message>
    <message>
        <source>Each value times a straight line from 0 at −3 to 1 at 3.</source>
        <translation>每个值乘以一条直线上的值，这条直线从 −3 处的 0 升到 3 处的 1。</translation>
    </message>
    <message>
        <source>A straight line from 0 at −3 to 1 at 3.</source>
        <translation>一条直线，从 −3 处的 0 升到 3 处的 1。</translation>
    </message>
    <message>
        <source>Each value is squeezed between 0 and 1.</source>
        <translation>每个值都被压缩到 0 与 1 之间。</translation>
    </message>
    <message>
        <source>The logarithm of each value squeezed between 0 and 1.</source>
        <translation>把每个值压缩到 0 与 1 之间，再取对数。</translation>
    </message>
    <message>
        <source>Each value is squeezed between −1 and 1.</source>
        <translation>每个值都被压缩到 −1 与 1 之间。</translation>
    </message>
    <message>
        <source>Each value over 1 and its size: between −1 and 1.</source>
        <translation>每个值除以 1 加它的绝对值：在 −1 与 1 之间。</translation>
    </message>
    <message>
        <source>The exponential of each value.</source>
        <translation>每个值的指数。</translation>
    </message>
    <message>
        <source>The logarithm of each value.</source>
        <translation>每个值的对数。</translation>
    </message>
    <message>
        <source>Each value without its sign.</source>
        <translation>每个值去掉符号。</translation>
    </message>
    <message>
        <source>Each value with the other sign.</source>
        <translation>每个值改变符号。</translation>
    </message>
    <message>
        <source>The error function of each value: between −1 and 1.</source>
        <translation>每个值的误差函数：在 −1 与 1 之间。</translation>
    </message>
    <message>
        <source>The sine of each value.</source>
        <translation>每个值的正弦。</translation>
    </message>
    <message>
        <source>The cosine of each value.</source>
        <translation>每个值的余弦。</translation>
    </message>
    <message>
        <source>Negative values are multiplied by a learnt slope, the others stay.</source>
        <translation>负值乘以一个学得的斜率，其余不变。</translation>
    </message>
    <message>
        <source>Negative values are multiplied by {slope}, the others stay.</source>
        <translation>负值乘以 {slope}，其余不变。</translation>
    </message>
    <message>
        <source>Each of {queries} places takes a mean of the values of {keys} places, weighed by how well their keys fit its query.</source>
        <translation>{queries} 个位置各取 {keys} 个位置的值的加权平均，权重取决于它们的键与查询有多相配。</translation>
    </message>
    <message>
        <source>Each of {queries} places takes a mean of the values of the places up to it, weighed by how well their keys fit its query.</source>
        <translation>{queries} 个位置各取到它为止各位置的值的加权平均，权重取决于它们的键与查询有多相配。</translation>
    </message>
    <message>
        <source>Values below {low} become {low}, values above {high} become {high}.</source>
        <translation>小于 {low} 的值变为 {low}，大于 {high} 的值变为 {high}。</translation>
    </message>
    <message>
        <source>Negative values are bent towards −{limit}.</source>
        <translation>负值弯向 −{limit}。</translation>
    </message>
    <message>
        <source>Negative values are bent towards zero.</source>
        <translation>负值弯向零。</translation>
    </message>
    <message>
        <source>Each value to the power of {exponent}.</source>
        <translation>每个值的 {exponent} 次方。</translation>
    </message>
    <message>
        <source>Values below {low} become {low}, the others stay.</source>
        <translation>小于 {low} 的值变为 {low}，其余不变。</translation>
    </message>
    <message>
        <source>Values above {high} become {high}, the others stay.</source>
        <translation>大于 {high} 的值变为 {high}，其余不变。</translation>
    </message>
    <message>
        <source>The square of each value.</source>
        <translation>每个值的平方。</translation>
    </message>
    <message>
        <source>The root of each value.</source>
        <translation>每个值的平方根。</translation>
    </message>
    <message>
        <source>1 over the root of each value.</source>
        <translation>1 除以每个值的平方根。</translation>
    </message>
    <message>
        <source>1 over each value.</source>
        <translation>1 除以每个值。</translation>
    </message>
    <message numerus="yes">
        <source>The values of %n inputs, one behind the other.</source>
        <translation>
            <numerusform>%n 个输入的值，一个接一个排列。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>The values of %n inputs, side by side along a new axis.</source>
        <translation>
            <numerusform>%n 个输入的值，沿一条新的轴并排。</numerusform>
        </translation>
    </message>
    <message>
        <source>Numbers that the network keeps; they are the same for every drawing.</source>
        <translation>网络自己保存的数；对每幅手写都一样。</translation>
    </message>
    <message>
        <source>the number {value}, which the network keeps</source>
        <translation>网络自己保存的数 {value}</translation>
    </message>
    <message numerus="yes">
        <source>%n kernels of {rows} × {columns} slide, each over {each} of {channels} channels, stride {stride}, padding {padding}: multiply, sum, add the bias if there is one.</source>
        <translation>
            <numerusform>%n 个 {rows} × {columns} 的卷积核滑动，每个作用于 {channels} 个通道中的 {each} 个，步长 {stride}，填充 {padding}：相乘、求和，有偏置时加上偏置。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n kernels of {rows} × {columns} slide, stride {stride}, padding {padding}: multiply, sum over all channels before, add the bias if there is one.</source>
        <translation>
            <numerusform>%n 个 {rows} × {columns} 的卷积核滑动，步长 {stride}，填充 {padding}：相乘，对前面所有通道求和，有偏置时加上偏置。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n kernels of {rows} × {columns} slide, each over one channel alone, stride {stride}, padding {padding}: multiply, sum, add the bias if there is one.</source>
        <translation>
            <numerusform>%n 个 {rows} × {columns} 的卷积核滑动，每个只作用于一个通道，步长 {stride}，填充 {padding}：相乘、求和，有偏置时加上偏置。</numerusform>
        </translation>
    </message>
    <message>
        <source>The sum of both inputs, value by value.</source>
        <translation>两个输入逐个值相加。</translation>
    </message>
    <message>
        <source>The first input less the second, value by value.</source>
        <translation>第一个输入逐个值减去第二个输入。</translation>
    </message>
    <message>
        <source>The product of both inputs, value by value.</source>
        <translation>两个输入逐个值相乘。</translation>
    </message>
    <message>
        <source>The first input over the second, value by value.</source>
        <translation>第一个输入逐个值除以第二个输入。</translation>
    </message>
    <message>
        <source>The larger of both inputs, value by value.</source>
        <translation>两个输入逐个值取较大者。</translation>
    </message>
    <message>
        <source>The smaller of both inputs, value by value.</source>
        <translation>两个输入逐个值取较小者。</translation>
    </message>
    <message>
        <source>Each value plus {number}.</source>
        <translation>每个值加 {number}。</translation>
    </message>
    <message>
        <source>{number} less each value.</source>
        <translation>{number} 减每个值。</translation>
    </message>
    <message>
        <source>Each value less {number}.</source>
        <translation>每个值减 {number}。</translation>
    </message>
    <message>
        <source>Each value times {number}.</source>
        <translation>每个值乘以 {number}。</translation>
    </message>
    <message>
        <source>{number} over each value.</source>
        <translation>{number} 除以每个值。</translation>
    </message>
    <message>
        <source>Each value over {number}.</source>
        <translation>每个值除以 {number}。</translation>
    </message>
    <message>
        <source>The larger of each value and {number}.</source>
        <translation>每个值与 {number} 中较大者。</translation>
    </message>
    <message>
        <source>The smaller of each value and {number}.</source>
        <translation>每个值与 {number} 中较小者。</translation>
    </message>
    <message>
        <source>The same values, repeated.</source>
        <translation>同样的值，重复排列。</translation>
    </message>
    <message>
        <source>Each value {times} times.</source>
        <translation>每个值重复 {times} 次。</translation>
    </message>
    <message>
        <source>The framed drawing, with MNIST's mean subtracted, over its deviation.</source>
        <translation>装好框的手写减去 MNIST 的均值，再除以标准差。</translation>
    </message>
    <message>
        <source>Maps of {rows} × {columns}: each value is the nearest one.</source>
        <translation>{rows} × {columns} 的特征图：每个值取最近的一个。</translation>
    </message>
    <message>
        <source>Maps of {rows} × {columns}: each value weighs the four around its place.</source>
        <translation>{rows} × {columns} 的特征图：每个值由周围四个值加权得到。</translation>
    </message>
    <message>
        <source>Maps of {rows} × {columns}: each value weighs the sixteen around its place.</source>
        <translation>{rows} × {columns} 的特征图：每个值由周围十六个值加权得到。</translation>
    </message>
    <message>
        <source>Each value is a row of {count} values of the first input times a column of the second, summed.</source>
        <translation>每个值由第一个输入的一行 {count} 个值与第二个输入的一列相乘再求和。</translation>
    </message>
    <message>
        <source>Each map less its mean, over its deviation, both of the training; then times a weight, plus a bias.</source>
        <translation>每张特征图减去均值、除以标准差（两者都来自训练），再乘以权重、加上偏置。</translation>
    </message>
    <message>
        <source>Each map less its mean, over its deviation, both of this image.</source>
        <translation>每张特征图减去均值、除以标准差，两者都取自这幅图像。</translation>
    </message>
    <message>
        <source>{count} channels in {groups} groups, each less its mean, over its deviation, both of this image.</source>
        <translation>{count} 个通道分成 {groups} 组，每组减去均值、除以标准差，两者都取自这幅图像。</translation>
    </message>
    <message>
        <source>{count:,} values at a time less their mean, over their deviation; then times a weight, plus a bias.</source>
        <translation>每 {count:,} 个值减去均值、除以标准差，再乘以权重、加上偏置。</translation>
    </message>
    <message>
        <source>Each map less its mean, over its deviation, both of this image; then times a weight, plus a bias.</source>
        <translation>每张特征图减去均值、除以标准差，两者都取自这幅图像；再乘以权重、加上偏置。</translation>
    </message>
    <message>
        <source>A border of {value} around the values.</source>
        <translation>在值的四周补上一圈 {value}。</translation>
    </message>
    <message>
        <source>A border around the values, of their mirror image.</source>
        <translation>在值的四周用镜像补上一圈。</translation>
    </message>
    <message>
        <source>A border around the values, of the outermost ones.</source>
        <translation>在值的四周用最外面的值补上一圈。</translation>
    </message>
    <message>
        <source>A border around the values, of those at the other end.</source>
        <translation>在值的四周用另一端的值补上一圈。</translation>
    </message>
    <message>
        <source>The same values, the axes in another order.</source>
        <translation>同样的值，各轴换了顺序。</translation>
    </message>
    <message>
        <source>The same values, two axes in each other's place.</source>
        <translation>同样的值，两条轴互换。</translation>
    </message>
    <message>
        <source>{count} maps are folded into one that is {factor} times as wide and high.</source>
        <translation>{count} 张特征图拼成一张，宽和高是原来的 {factor} 倍。</translation>
    </message>
    <message>
        <source>Each map becomes {count}, each of every pixel in {factor} both ways.</source>
        <translation>每张特征图变成 {count} 张，每张在两个方向上每 {factor} 个像素取一个。</translation>
    </message>
    <message>
        <source>The same maps, {groups} groups of them mixed.</source>
        <translation>同样的特征图，分成 {groups} 组后打乱顺序。</translation>
    </message>
    <message>
        <source>The same values in other places.</source>
        <translation>同样的值，换了位置。</translation>
    </message>
    <message>
        <source>The mean of each {rows} × {columns} window, stride {stride}.</source>
        <translation>每个 {rows} × {columns} 窗口的平均值，步长 {stride}。</translation>
    </message>
    <message>
        <source>The mean of each of {rows} × {columns} parts of the map.</source>
        <translation>把特征图分成 {rows} × {columns} 部分，取各部分的平均值。</translation>
    </message>
    <message>
        <source>the sum of {values} / {count} = {total}</source>
        <translation>{values} 的总和 / {count} = {total}</translation>
    </message>
    <message>
        <source>The largest value of each {rows} × {columns} window, stride {stride}.</source>
        <translation>每个 {rows} × {columns} 窗口中的最大值，步长 {stride}。</translation>
    </message>
    <message>
        <source>The root of the sum of squares of each {rows} × {columns} window, stride {stride}.</source>
        <translation>每个 {rows} × {columns} 窗口内平方和的平方根，步长 {stride}。</translation>
    </message>
    <message>
        <source>The mean of each map.</source>
        <translation>每张特征图的平均值。</translation>
    </message>
    <message>
        <source>The largest value of each of {rows} × {columns} parts of the map.</source>
        <translation>把特征图分成 {rows} × {columns} 部分，取各部分的最大值。</translation>
    </message>
    <message>
        <source>the largest of {values} is {total}</source>
        <translation>{values} 中最大的是 {total}</translation>
    </message>
    <message>
        <source>the root of {factor} × the sum of the squares of {values} is {total}</source>
        <translation>{factor} × {values} 的平方和，其平方根是 {total}</translation>
    </message>
    <message>
        <source>the root of the sum of the squares of {values} is {total}</source>
        <translation>{values} 的平方和的平方根是 {total}</translation>
    </message>
    <message>
        <source>The largest value of each map.</source>
        <translation>每张特征图的最大值。</translation>
    </message>
    <message>
        <source>(the sum of the sizes of {values}, each to the power of {order}) to the power of 1 / {order} is {total}</source>
        <translation>（{values} 的绝对值各取 {order} 次方，求和）再取 1 / {order} 次方是 {total}</translation>
    </message>
    <message>
        <source>the root of the sum of the squared distances of {values} from their mean {mean} / {divisor} is {total}</source>
        <translation>{values} 与均值 {mean} 之差的平方和 / {divisor} 的平方根是 {total}</translation>
    </message>
    <message>
        <source>the sum of the sizes of {values} is {total}</source>
        <translation>{values} 的绝对值之和是 {total}</translation>
    </message>
    <message>
        <source>the largest size of {values} is {total}</source>
        <translation>{values} 的绝对值中最大的是 {total}</translation>
    </message>
    <message>
        <source>the sum of the squared distances of {values} from their mean {mean} / {divisor} = {total}</source>
        <translation>{values} 与均值 {mean} 之差的平方和 / {divisor} = {total}</translation>
    </message>
    <message>
        <source>The mean of each {count} values.</source>
        <translation>每 {count} 个值的平均值。</translation>
    </message>
    <message>
        <source>The sum of each {count} values.</source>
        <translation>每 {count} 个值的总和。</translation>
    </message>
    <message>
        <source>The largest of each {count} values.</source>
        <translation>每 {count} 个值中最大的。</translation>
    </message>
    <message>
        <source>The smallest of each {count} values.</source>
        <translation>每 {count} 个值中最小的。</translation>
    </message>
    <message>
        <source>The product of each {count} values.</source>
        <translation>每 {count} 个值的乘积。</translation>
    </message>
    <message>
        <source>The variance of each {count} values.</source>
        <translation>每 {count} 个值的方差。</translation>
    </message>
    <message>
        <source>The standard deviation of each {count} values.</source>
        <translation>每 {count} 个值的标准差。</translation>
    </message>
    <message>
        <source>The length of each {count} values as a vector.</source>
        <translation>每 {count} 个值作为向量的长度。</translation>
    </message>
    <message>
        <source>The logarithm of the sum of exp of each {count} values.</source>
        <translation>每 {count} 个值的 exp 之和的对数。</translation>
    </message>
    <message>
        <source>the sum of {values} is {total}</source>
        <translation>{values} 的总和是 {total}</translation>
    </message>
    <message>
        <source>the smallest of {values} is {total}</source>
        <translation>{values} 中最小的是 {total}</translation>
    </message>
    <message>
        <source>the product of {values} is {total}</source>
        <translation>{values} 的乘积是 {total}</translation>
    </message>
    <message>
        <source>the logarithm of the sum of exp of {values} is {total}</source>
        <translation>{values} 的 exp 之和的对数是 {total}</translation>
    </message>
    <message>
        <source>The same values in another shape.</source>
        <translation>同样的值，换了形状。</translation>
    </message>
    <message>
        <source>The same values, several axes in one.</source>
        <translation>同样的值，几条轴合成一条。</translation>
    </message>
    <message>
        <source>The same values, one axis as several.</source>
        <translation>同样的值，一条轴分成几条。</translation>
    </message>
    <message>
        <source>The same values, without axes of length 1.</source>
        <translation>同样的值，去掉长度为 1 的轴。</translation>
    </message>
    <message>
        <source>The same values, with one more axis of length 1.</source>
        <translation>同样的值，多一条长度为 1 的轴。</translation>
    </message>
    <message>
        <source>All values in one row: channel by channel, row by row.</source>
        <translation>所有值排成一行：一个通道接一个通道，一行接一行。</translation>
    </message>
    <message>
        <source>It gives what it gets.</source>
        <translation>输入什么，就给出什么。</translation>
    </message>
    <message>
        <source>While training, some values are set to zero; now it gives what it gets.</source>
        <translation>训练时把一些值置零；现在输入什么，就给出什么。</translation>
    </message>
    <message>
        <source>{count} of {all} along axis {axis}, from number {start} on.</source>
        <translation>沿轴 {axis} 的 {all} 个中的 {count} 个，从第 {start} 个起。</translation>
    </message>
    <message>
        <source>Number {number} of {all} along axis {axis}.</source>
        <translation>沿轴 {axis} 的 {all} 个中的第 {number} 个。</translation>
    </message>
    <message numerus="yes">
        <source>%n chosen places along axis {axis}.</source>
        <translation>
            <numerusform>沿轴 {axis} 选出的 %n 个位置。</numerusform>
        </translation>
    </message>
    <message>
        <source>The same values the other way round.</source>
        <translation>同样的值，顺序颠倒。</translation>
    </message>
    <message>
        <source>The same values, moved; what leaves at one end comes in at the other.</source>
        <translation>同样的值，移动了位置；从一端移出的，从另一端进来。</translation>
    </message>
    <message>
        <source>From logits to probabilities that sum to 1.</source>
        <translation>把 logit 变成总和为 1 的概率。</translation>
    </message>
    <message>
        <source>From logits to probabilities that sum to 1: the smallest is most likely.</source>
        <translation>把 logit 变成总和为 1 的概率：最小的最有可能。</translation>
    </message>
    <message numerus="yes">
        <source>%n maps: each value before them paints a kernel of {rows} × {columns}, times itself, in steps of {stride}; where they overlap, they are summed.</source>
        <translation>
            <numerusform>%n 张特征图：前面的每个值画出一个 {rows} × {columns} 的卷积核，乘以它自己，步长 {stride}；重叠处相加。</numerusform>
        </translation>
    </message>
    <message>
        <source>Normalised with mean 0.5 and deviation 0.5: so it reads {half} of {count} made-up digits, with MNIST's {mnist}, without {none}.</source>
        <translation>用均值 0.5 和标准差 0.5 归一化：这样认对 {count} 个合成数字中的 {half} 个，用 MNIST 的认对 {mnist} 个，不归一化认对 {none} 个。</translation>
    </message>
    <message>
        <source>How its pixels are normalised cannot be told: MNIST's mean and deviation are used.</source>
        <translation>无法知道它的像素怎样归一化：使用 MNIST 的均值和标准差。</translation>
    </message>
    <message>
        <source>Normalised with MNIST's mean and deviation: so it reads {mnist} of {count} made-up digits, with 0.5/0.5 {half}, without {none}.</source>
        <translation>用 MNIST 的均值和标准差归一化：这样认对 {count} 个合成数字中的 {mnist} 个，用 0.5/0.5 认对 {half} 个，不归一化认对 {none} 个。</translation>
    </message>
    <message>
        <source>Not normalised: so it reads {none} of {count} made-up digits, with MNIST's mean and deviation {mnist}, with 0.5/0.5 {half}.</source>
        <translation>不归一化：这样认对 {count} 个合成数字中的 {none} 个，用 MNIST 的均值和标准差认对 {mnist} 个，用 0.5/0.5 认对 {half} 个。</translation>
    </message>
    <message>
        <source>{path} is not a PNG, JPEG, BMP, WebP, GIF or TIFF picture. Choose another file.</source>
        <translation>{path} 不是 PNG、JPEG、BMP、WebP、GIF 或 TIFF 图片。请选择另一个文件。</translation>
    </message>
    <message>
        <source>a PDF document; save its page as PNG</source>
        <translation>一个 PDF 文档；请把那一页存为 PNG</translation>
    </message>
    <message>
        <source>an SVG drawing; save it as PNG</source>
        <translation>一个 SVG 矢量图；请存为 PNG</translation>
    </message>
    <message>
        <source>a web page; save the picture in it</source>
        <translation>一个网页；请保存其中的图片</translation>
    </message>
    <message>
        <source>a Photoshop file; save it as PNG</source>
        <translation>一个 Photoshop 文件；请存为 PNG</translation>
    </message>
    <message>
        <source>{path} is a HEIC picture, which digitpad reads where pillow-heif is installed. Save it as JPEG: phones do when a picture is sent.</source>
        <translation>{path} 是 HEIC 图片，装有 pillow-heif 时 digitpad 才能读取。请存为 JPEG：用手机发送图片时，手机会这样转换。</translation>
    </message>
    <message>
        <source>{path} is {what}.</source>
        <translation>{path} 是{what}。</translation>
    </message>
    <message>
        <source>There is no model yet, so it has no maps to show. Wait until it is loaded, or open one.</source>
        <translation>还没有模型，所以没有特征图可以显示。请等它载入，或打开一个。</translation>
    </message>
    <message>
        <source>{name} is an archive, or a document of an office program. Unpack it, or save what is in it as a picture, and open that.</source>
        <translation>{name} 是压缩包或办公文档。请解压，或把其中的内容存为图片，再打开。</translation>
    </message>
    <message>
        <source>The network has more than {most} layers. Choose another network.</source>
        <translation>这个网络的层数超过 {most}。请另选一个网络。</translation>
    </message>
    <message>
        <source>"{name}" is in more than {most} blocks</source>
        <translation>“{name}”嵌套的块超过 {most} 层</translation>
    </message>
    <message>
        <source>{name} has no layers, and would only double its input. Put layers into it, or remove it.</source>
        <translation>{name} 里没有层，只会把输入加倍。请往里面放入层，或者移除它。</translation>
    </message>
    <message>
        <source>{name} adds its input, {before}, to what its layers give, {after}, and both need one shape. Change kernels, stride or padding of its layers.</source>
        <translation>{name} 要把它的输入（{before}）加到内部各层的输出（{after}）上，两者的形状必须相同。请更改内部各层的卷积核数、步长或填充。</translation>
    </message>
    <message>
        <source>{name} has no branches. Put some into it, or remove it.</source>
        <translation>{name} 里没有分支。请往里面放入分支，或者移除它。</translation>
    </message>
    <message>
        <source>{name} joins the maps of its branches, which are {first} and {other}, and all need one height and width. Change stride or padding of its layers.</source>
        <translation>{name} 要拼接各分支的特征图，它们是 {first} 和 {other}，而高和宽必须都相同。请更改内部各层的步长或填充。</translation>
    </message>
    <message>
        <source>There is no place for it here. Choose a row within fewer blocks; a branch goes into branches.</source>
        <translation>这里放不下它。请选择嵌套较少的一行；分支要放进并行分支里。</translation>
    </message>
    <message>
        <source>{name} came from another program, and digitpad has no layers of its own for it to write. Choose a model that was made here.</source>
        <translation>{name} 来自另一个程序，digitpad 没有自己的层来写出它。请选择一个在这里做成的模型。</translation>
    </message>
    <message>
        <source>{path} names no code. Choose another model.</source>
        <translation>{path} 没有指明代码。请选择另一个模型。</translation>
    </message>
    <message>
        <source>The code in {file} has changed since this was trained.</source>
        <translation>{file} 中的代码在这次训练之后改过了。</translation>
    </message>
    <message>
        <source>{a} {b}</source>
        <translation>{a} {b}</translation>
    </message>
    <message>
        <source>{path} is not a model. Choose another.</source>
        <translation>{path} 不是模型。请选择另一个。</translation>
    </message>
    <message>
        <source>The weights fit {others} as well; they were opened as {name}. Another network can be named with --network NAME --model FILE.</source>
        <translation>这些权重也适合 {others}；现在作为 {name} 打开。要用别的网络，请给出 --network NAME --model FILE。</translation>
    </message>
    <message>
        <source>{path} holds weights whose shapes fit {names} alike. Open it with the one that they were made for: --network NAME --model FILE.</source>
        <translation>{path} 中权重的形状同样适合 {names}。请用它原来的网络打开：--network NAME --model FILE。</translation>
    </message>
    <message numerus="yes">
        <source>{path} holds %n tensors, first {first}: weights of a network that is not known here, whose code is needed. Open that network with them: File, Open Network…, or --network FILE.py:NAME --model FILE.</source>
        <translation>
            <numerusform>{path} 中有 %n 个张量，第一个是 {first}：这是这里不认识的网络的权重，需要它的代码。请连同权重打开那个网络：文件 → 打开网络…，或 --network FILE.py:NAME --model FILE。</numerusform>
        </translation>
    </message>
    <message>
        <source>The weights have other names than those of the network {name}, but its shapes, in its order: they were opened as that. If they were made for another one, open that network with them.</source>
        <translation>权重的名称与网络 {name} 不同，但形状和顺序相同：现在作为它打开。如果是为别的网络做的，请连同权重打开那个网络。</translation>
    </message>
    <message>
        <source>whole numbers: {names}</source>
        <translation>整数：{names}</translation>
    </message>
    <message>
        <source>{path} has the names of the network {name}, but other weights: {problems}. Open the network that they were made for with them: File, Open Network…, or --network FILE.py:NAME --model FILE.</source>
        <translation>{path} 的名称与网络 {name} 相同，权重却不同：{problems}。请连同权重打开它原来的网络：文件 → 打开网络…，或 --network FILE.py:NAME --model FILE。</translation>
    </message>
    <message>
        <source>{path} cannot be read as ONNX: {error}. Choose another model.</source>
        <translation>无法把 {path} 作为 ONNX 读取：{error}。请选择另一个模型。</translation>
    </message>
    <message>
        <source>{path} holds no network. Choose another model.</source>
        <translation>{path} 中没有网络。请选择另一个模型。</translation>
    </message>
    <message>
        <source>ONNX needs one more library. Run pip install "digitpad[export]", or choose another model.</source>
        <translation>ONNX 还需要一个库。请运行 pip install "digitpad[export]"，或选择另一个模型。</translation>
    </message>
    <message>
        <source>{path} keeps its weights in another file, {name}, which is not beside it. Put both into one folder.</source>
        <translation>{path} 的权重在另一个文件 {name} 里，而它不在旁边。请把两者放进同一个文件夹。</translation>
    </message>
    <message>
        <source>{path} gives an answer that does not depend on the drawing. Choose another model.</source>
        <translation>{path} 给出的答案与手写无关。请选择另一个模型。</translation>
    </message>
    <message>
        <source>{path} has operations that digitpad does not know: {names}. Choose another model, or open the code of this network: File, Open Network….</source>
        <translation>{path} 中有 digitpad 不认识的运算：{names}。请选择另一个模型，或打开这个网络的代码：文件 → 打开网络…。</translation>
    </message>
    <message>
        <source>{path} has {count:,} operations, at most are {most:,}. Choose another model.</source>
        <translation>{path} 有 {count:,} 个运算，最多允许 {most:,} 个。请选择另一个模型。</translation>
    </message>
    <message>
        <source>{path} does not take one image of floating numbers, but {inputs}. Choose another model.</source>
        <translation>{path} 接受的不是一幅浮点数图像，而是 {inputs}。请选择另一个模型。</translation>
    </message>
    <message>
        <source>{path} has {count:,} multiplications, at most are {most:,}. Choose another model.</source>
        <translation>{path} 有 {count:,} 次乘法，最多允许 {most:,} 次。请选择另一个模型。</translation>
    </message>
    <message>
        <source>ONNX needs one more library. It is not in this bundle, but in digitpad as pip installs it. Choose another model.</source>
        <translation>ONNX 还需要一个库。这个程序包里没有，用 pip 安装的 digitpad 才有。请选择另一个模型。</translation>
    </message>
    <message>
        <source>{path} has the operation {name} ({operation}) with settings that digitpad does not know. Choose another model, or open the code of this network: File, Open Network….</source>
        <translation>{path} 中的运算 {name}（{operation}）用了 digitpad 不认识的设置。请选择另一个模型，或打开这个网络的代码：文件 → 打开网络…。</translation>
    </message>
    <message>
        <source>{path} uses a second output of {operation}, which digitpad does not know. Choose another model.</source>
        <translation>{path} 用到了 {operation} 的第二个输出，digitpad 不认识。请选择另一个模型。</translation>
    </message>
    <message>
        <source>missing: {names}</source>
        <translation>缺少：{names}</translation>
    </message>
    <message>
        <source>not part of it: {names}</source>
        <translation>不属于它：{names}</translation>
    </message>
    <message>
        <source>of another shape (there / needed): {names}</source>
        <translation>形状不同（现有 / 需要）：{names}</translation>
    </message>
    <message>
        <source>{path} is a whole network of the class {name}, and code would have to run to read it. Save its weights alone where it was made, torch.save(model.state_dict(), "model.pth"), and open that file.</source>
        <translation>{path} 是类 {name} 的整个网络，要读取就得运行代码。请在原处只保存权重，torch.save(model.state_dict(), "model.pth")，再打开那个文件。</translation>
    </message>
    <message>
        <source>{path} is TorchScript, a program and not only weights. Save the weights where it was made, torch.save(model.state_dict(), "model.pth"), and open that file.</source>
        <translation>{path} 是 TorchScript，是程序而不只是权重。请在原处保存权重，torch.save(model.state_dict(), "model.pth")，再打开那个文件。</translation>
    </message>
    <message>
        <source>{path} is a program that torch.export saved, and not only weights. Save the weights where it was made, torch.save(model.state_dict(), "model.pth"), and open that file.</source>
        <translation>{path} 是 torch.export 保存的程序，而不只是权重。请在原处保存权重，torch.save(model.state_dict(), "model.pth")，再打开那个文件。</translation>
    </message>
    <message>
        <source>Module</source>
        <translation>模块</translation>
    </message>
    <message>
        <source>{path} holds the numbers of {network}, without its code, and nothing was run. Open its code with File → Open Network…, or digitpad --network {source} --model {path}.</source>
        <translation>{path} 里只有 {network} 的权重，没有它的代码，也没有运行任何代码。请用“文件 → 打开网络…”打开它的代码，或者运行 digitpad --network {source} --model {path}。</translation>
    </message>
    <message>
        <source>it does not say how its network is made</source>
        <translation>它没有说明网络是怎样构成的</translation>
    </message>
    <message>
        <source>FILE.py:NAME</source>
        <translation>FILE.py:NAME</translation>
    </message>
    <message>
        <source>{path} does not fit {network}. {problems}. Choose other weights, or the network that they were made for.</source>
        <translation>{path} 不适合 {network}。{problems}。请选择别的权重，或它们原来的网络。</translation>
    </message>
    <message>
        <source>{path} is ONNX, a whole network. Open it as a model, without another network.</source>
        <translation>{path} 是 ONNX，是整个网络。请把它作为模型打开，不要另给网络。</translation>
    </message>
    <message>
        <source>{path} holds no weights. Choose another model.</source>
        <translation>{path} 中没有权重。请选择另一个模型。</translation>
    </message>
    <message>
        <source>the network</source>
        <translation>这个网络</translation>
    </message>
    <message>
        <source>{name}: {groups} groups cannot share {channels} channels and {kernels} kernels equally. Choose a number of groups that divides both.</source>
        <translation>{name}：{groups} 个分组不能平分 {channels} 个通道和 {kernels} 个卷积核。请选择能同时整除两者的分组数。</translation>
    </message>
    <message>
        <source>{path} shows no ink: everything in it is about equally bright. Choose another picture.</source>
        <translation>{path} 里没有墨迹：各处亮度差不多。请选择另一张图片。</translation>
    </message>
    <message>
        <source>The experiment {path} is damaged or cannot be read. Run it again, or choose another. Details: {error}</source>
        <translation>实验 {path} 已损坏或无法读取。请重新运行，或选择另一个。详细信息：{error}</translation>
    </message>
    <message>
        <source>{network} has code of its own. Export its weights as a state dict for that code.</source>
        <translation>{network} 有自己的代码。请把它的权重导出为状态字典，供那份代码使用。</translation>
    </message>
    <message>
        <source>{network} tells {count} classes apart, and there are ten digits. Give its last layer ten outputs, and open it again.</source>
        <translation>{network} 区分 {count} 类，而数字有十个。请让它的最后一层有十个输出，再重新打开。</translation>
    </message>
    <message>
        <source>{network} has no parameters that can learn: requires_grad is False for all, or there are none. Choose another network.</source>
        <translation>{network} 没有可以学习的参数：全部 requires_grad 为 False，或根本没有参数。请选择另一个网络。</translation>
    </message>
    <message>
        <source>{name} is there as operations alone, with no module that torch could run. Open it from its own code.</source>
        <translation>{name} 在这里只有运算，没有 torch 能运行的模块。请从它自己的代码打开。</translation>
    </message>
    <message>
        <source>{network} gives no tensor: return the answer for a batch of images, such as logits, from forward.</source>
        <translation>{network} 没有给出张量：请让 forward 返回对一批图像的答案，例如 logit。</translation>
    </message>
    <message>
        <source>What {name} does is written in the middle of the code of {network}: torch cannot run it silenced. Restore it first.</source>
        <translation>{name} 所做的写在 {network} 的代码中间：torch 无法在屏蔽它的情况下运行。请先还原。</translation>
    </message>
    <message>
        <source>{name} is not made of layers that digitpad describes, which this needs. Choose a network of the designer's.</source>
        <translation>{name} 不是由 digitpad 能描述的层组成的，而这里需要这样的网络。请选择设计器里的网络。</translation>
    </message>
    <message>
        <source>Export to ONNX needs two more libraries. Run pip install "digitpad[export]", or choose another format.</source>
        <translation>导出为 ONNX 还需要两个库。请运行 pip install "digitpad[export]"，或选择另一种格式。</translation>
    </message>
    <message>
        <source>Export to ONNX needs two more libraries. They are not in this bundle, but in digitpad as pip installs it. Choose another format.</source>
        <translation>导出为 ONNX 还需要两个库。这个程序包里没有，用 pip 安装的 digitpad 才有。请选择另一种格式。</translation>
    </message>
    <message>
        <source>A model needs a name. Type one.</source>
        <translation>模型需要一个名称。请输入。</translation>
    </message>
    <message>
        <source>The name is longer than {most} characters. Choose a shorter one.</source>
        <translation>名称超过 {most} 个字符。请选择较短的。</translation>
    </message>
    <message>
        <source>{name} cannot be a file's name. Use letters, digits, spaces and hyphens.</source>
        <translation>{name} 不能用作文件名。请用字母、数字、空格和连字符。</translation>
    </message>
    <message>
        <source>There is a model named {name} already. Choose another name.</source>
        <translation>已经有名为 {name} 的模型。请选择另一个名称。</translation>
    </message>
    <message>
        <source>{name} could not be renamed: {reason}. Check the folder's permissions.</source>
        <translation>无法重命名 {name}：{reason}。请检查文件夹的权限。</translation>
    </message>
    <message>
        <source>{name} could not be deleted: {reason}. Check the folder's permissions.</source>
        <translation>无法删除 {name}：{reason}。请检查文件夹的权限。</translation>
    </message>
    <message numerus="yes">
        <source>adapted from {name} with %n digits</source>
        <translation>
            <numerusform>由 {name} 用 %n 个数字适应而来</numerusform>
        </translation>
    </message>
    <message>
        <source>{path} was written by another version of digitpad. Update digitpad to use it.</source>
        <translation>{path} 是由另一个版本的 digitpad 写的。请更新 digitpad 再使用它。</translation>
    </message>
    <message>
        <source>"{name}" is not an object</source>
        <translation>"{name}" 不是一个对象</translation>
    </message>
    <message>
        <source>{path} is damaged: {problem}. Choose another model.</source>
        <translation>{path} 已损坏：{problem}。请选择另一个模型。</translation>
    </message>
    <message>
        <source>{name} needs a row of values. Put a flatten before it.</source>
        <translation>{name} 需要一行数值。请在它前面加一个展平层。</translation>
    </message>
    <message>
        <source>{name} needs maps of height and width, not a row of values. Put it before the flatten.</source>
        <translation>{name} 需要有高和宽的特征图，而不是一行数值。请把它放到展平层前面。</translation>
    </message>
    <message>
        <source>{name}: a window of {size} does not fit into {n} pixels with padding {padding}. Make it smaller, or pad more.</source>
        <translation>{name}：大小为 {size} 的窗口放不进 {n} 个像素（填充 {padding}）。请减小窗口，或增加填充。</translation>
    </message>
    <message>
        <source>{name}: padding may be at most half of the window. Set it to {most} or less.</source>
        <translation>{name}：填充最多是窗口的一半。请设为 {most} 或更小。</translation>
    </message>
    <message>
        <source>There is no ink to read. Draw a number first.</source>
        <translation>没有可以识别的墨迹。请先写一个数。</translation>
    </message>
    <message>
        <source>Qt needs system libraries that are not installed. On Debian or Ubuntu: {command}</source>
        <translation>Qt 需要的系统库没有安装。在 Debian 或 Ubuntu 上运行：{command}</translation>
    </message>
    <message>
        <source>There is no display to open a window on; digitpad predict, explain, train, evaluate, fetch, snapshot, doctor and selftest work without one.</source>
        <translation>没有可以打开窗口的显示器；digitpad predict、explain、train、evaluate、fetch、snapshot、doctor 和 selftest 不需要它。</translation>
    </message>
    <message>
        <source>The display {display} does not answer, so no window can open; digitpad predict, explain, train, evaluate, fetch, snapshot, doctor and selftest work without one.</source>
        <translation>显示器 {display} 没有应答，所以无法打开窗口；digitpad predict、explain、train、evaluate、fetch、snapshot、doctor 和 selftest 不需要它。</translation>
    </message>
    <message>
        <source>{path} could not be written: {reason}. Choose another folder and save again.</source>
        <translation>无法写入 {path}：{reason}。请选择另一个文件夹，再次保存。</translation>
    </message>
    <message>
        <source>it is not a file</source>
        <translation>它不是文件</translation>
    </message>
    <message>
        <source>it is larger than {most:,} MB</source>
        <translation>它大于 {most:,} MB</translation>
    </message>
    <message>
        <source>it is larger than {most:,} KB</source>
        <translation>它大于 {most:,} KB</translation>
    </message>
    <message>
        <source>There is no text of this licence here.</source>
        <translation>这里没有这份许可证的全文。</translation>
    </message>
    <message>
        <source>PSF License Agreement: Python's documentation, History and License.</source>
        <translation>PSF 许可协议：见 Python 文档的 History and License。</translation>
    </message>
    <message>
        <source>The package brings no text of its licence. It can be read here:</source>
        <translation>这个软件包没有附带许可证全文。可以在这里阅读：</translation>
    </message>
    <message>
        <source>an unexpected error, {summary}. The details are in {path}.</source>
        <translation>意外错误，{summary}。详细信息在 {path}。</translation>
    </message>
    <message>
        <source>an unexpected error, {summary}.</source>
        <translation>意外错误，{summary}。</translation>
    </message>
    <message>
        <source>{number} %</source>
        <translation>{number}%</translation>
    </message>
    <message>
        <source>it is not JSON, or damaged or cut short</source>
        <translation>它不是 JSON，或者已损坏、被截断</translation>
    </message>
    <message>
        <source>it is nested too deeply</source>
        <translation>它的嵌套太深</translation>
    </message>
    <message>
        <source>"{name}" has something other than {keys}</source>
        <translation>"{name}" 中有 {keys} 之外的内容</translation>
    </message>
    <message>
        <source>"{name}" is neither true nor false</source>
        <translation>"{name}" 既不是 true 也不是 false</translation>
    </message>
    <message>
        <source>"{name}" has no "{key}"</source>
        <translation>"{name}" 没有 "{key}"</translation>
    </message>
    <message>
        <source>it was written by another version of digitpad, or is something else</source>
        <translation>它是由另一个版本的 digitpad 写的，或者是别的东西</translation>
    </message>
    <message>
        <source>"{name}" is not a number from {lowest:,.10g} to {highest:,.10g}</source>
        <translation>"{name}" 不是 {lowest:,.10g} 到 {highest:,.10g} 之间的数</translation>
    </message>
    <message>
        <source>"{name}" is not a text of at most {most:,} characters</source>
        <translation>"{name}" 不是最多 {most:,} 个字符的文本</translation>
    </message>
    <message>
        <source>"{name}" holds characters that cannot be seen</source>
        <translation>"{name}" 中有看不见的字符</translation>
    </message>
    <message>
        <source>"{name}" is none of {words}</source>
        <translation>"{name}" 不在 {words} 之中</translation>
    </message>
    <message>
        <source>"{name}" is not a list</source>
        <translation>"{name}" 不是列表</translation>
    </message>
    <message>
        <source>"{name}" is not a list of {fewest:,} to {most:,}</source>
        <translation>"{name}" 不是 {fewest:,} 到 {most:,} 项的列表</translation>
    </message>
    <message>
        <source>"{name}" is not a whole number from {lowest:,} to {highest:,}</source>
        <translation>"{name}" 不是 {lowest:,} 到 {highest:,} 之间的整数</translation>
    </message>
    <message>
        <source>"{name}" is not a list of {count}</source>
        <translation>"{name}" 不是 {count} 项的列表</translation>
    </message>
    <message>
        <source>Adapting needs at least {fewest} of your digits, better {enough}; there are {count}. Correct the network a few more times, or practise.</source>
        <translation>适应至少需要你的 {fewest} 个数字，最好有 {enough} 个；现在有 {count} 个。请再纠正网络几次，或做练习。</translation>
    </message>
    <message>
        <source>The loss is no longer a number, so nothing was learnt. Choose another model and adapt that.</source>
        <translation>损失不再是一个数，所以什么也没有学到。请选择另一个模型来适应。</translation>
    </message>
    <message>
        <source>The training cannot go on with other samples. Train again.</source>
        <translation>训练不能换用别的样本继续。请重新训练。</translation>
    </message>
    <message>
        <source>The data set has no test images. Choose another data set.</source>
        <translation>数据集没有测试图像。请选择另一个数据集。</translation>
    </message>
    <message>
        <source>An experiment's name has 1 to {most} characters, all of which can be seen. Choose another name.</source>
        <translation>实验的名称有 1 到 {most} 个字符，每个都要看得见。请选择另一个名称。</translation>
    </message>
    <message>
        <source>An experiment has at most {most} trials. Remove one, or begin another.</source>
        <translation>一个实验最多有 {most} 次试验。请移除一次，或另建一个实验。</translation>
    </message>
    <message>
        <source>test accuracy {accuracy:.2f} %, average loss {loss:.4f}, {seconds:.1f} s</source>
        <translation>测试准确率 {accuracy:.2f}%，平均损失 {loss:.4f}，{seconds:.1f} 秒</translation>
    </message>
    <message>
        <source>{number}. {network}, {recipe}, epochs {epochs:,}, seed {seed}: {parameters:,} parameters, {outcome}</source>
        <translation>{number}. {network}，{recipe}，{epochs:,} 轮，种子 {seed}：{parameters:,} 个参数，{outcome}</translation>
    </message>
    <message>
        <source>not run</source>
        <translation>未运行</translation>
    </message>
    <message>
        <source>The weights are no longer numbers. Choose a lower learning rate and run it again.</source>
        <translation>权重不再是数。请选择较低的学习率，再运行一次。</translation>
    </message>
    <message>
        <source>{path} could not be deleted: {reason}. Check the folder's permissions.</source>
        <translation>无法删除 {path}：{reason}。请检查文件夹的权限。</translation>
    </message>
    <message>
        <source>{path} is a folder. Name a file for the code.</source>
        <translation>{path} 是一个文件夹。请给代码指明一个文件。</translation>
    </message>
    <message>
        <source>{weights} is there already, and the code's weights would replace it. Choose another name for the code.</source>
        <translation>{weights} 已经存在，代码的权重会替换它。请给代码另选一个名称。</translation>
    </message>
    <message>
        <source>The data set has {count:,} training images, too few for the recipe {recipe}. Choose another data set.</source>
        <translation>数据集有 {count:,} 幅训练图像，对训练方案 {recipe} 来说太少。请选择另一个数据集。</translation>
    </message>
    <message>
        <source>The loss is no longer a number after batch {batch:,} of epoch {epoch:,}. Choose a lower learning rate and train again.</source>
        <translation>在第 {epoch:,} 轮的第 {batch:,} 批之后，损失不再是一个数。请选择较低的学习率，重新训练。</translation>
    </message>
    <message>
        <source>{name!r} is not a layer's name. Choose another network.</source>
        <translation>{name!r} 不是层的名称。请选择另一个网络。</translation>
    </message>
    <message>
        <source>PyTorch's modules need the name {name} themselves. Give the layer another name.</source>
        <translation>PyTorch 的模块自己要用 {name} 这个名称。请给这一层另起名称。</translation>
    </message>
    <message>
        <source>This machine cannot train on {name}. Choose one of these: {devices}.</source>
        <translation>这台机器不能在 {name} 上训练。请从 {devices} 中选择。</translation>
    </message>
    <message>
        <source>This is not a recipe: {problem}. Choose another file.</source>
        <translation>这不是训练方案：{problem}。请选择另一个文件。</translation>
    </message>
    <message>
        <source>Training broke off: {told}. Train again; if it happens again, report it.</source>
        <translation>训练中断了：{told}。请重新训练；如果再次发生，请报告。</translation>
    </message>
    <message>
        <source>There is not enough memory for this training. Choose a smaller batch size or close other programs, then train again.</source>
        <translation>内存不够进行这次训练。请选择较小的批大小或关闭其他程序，再训练。</translation>
    </message>
    <message>
        <source>The disk is full. Make room on it, then train again.</source>
        <translation>磁盘已满。请腾出空间，再训练。</translation>
    </message>
    <message>
        <source>"{name}" is not a number</source>
        <translation>"{name}" 不是一个数</translation>
    </message>
    <message>
        <source>its weights do not fit its network</source>
        <translation>它的权重与它的网络不符</translation>
    </message>
    <message>
        <source>its optimiser has not seen each parameter</source>
        <translation>它的优化器没有见过每个参数</translation>
    </message>
    <message>
        <source>its random numbers cannot go on</source>
        <translation>它的随机数无法继续</translation>
    </message>
    <message>
        <source>{path} is damaged. Train again. Details: {error}</source>
        <translation>{path} 已损坏。请重新训练。详细信息：{error}</translation>
    </message>
    <message>
        <source>its optimiser is another one</source>
        <translation>它的优化器是另一种</translation>
    </message>
    <message>
        <source>its random numbers cannot go on: {error}</source>
        <translation>它的随机数无法继续：{error}</translation>
    </message>
    <message>
        <source>it is not a broken off training of this version</source>
        <translation>它不是这个版本中断的训练</translation>
    </message>
    <message>
        <source>its optimiser does not fit its network</source>
        <translation>它的优化器与它的网络不符</translation>
    </message>
    <message numerus="yes">
        <source>%n digits are deleted.</source>
        <translation>
            <numerusform>已删除 %n 个数字。</numerusform>
        </translation>
    </message>
    <message>
        <source>Layers</source>
        <translation>层</translation>
    </message>
    <message>
        <source>&amp;Layers Page</source>
        <translation>层(&amp;L)</translation>
    </message>
    <message>
        <source>Train</source>
        <translation>训练</translation>
    </message>
    <message>
        <source>&amp;Train Page</source>
        <translation>训练(&amp;T)</translation>
    </message>
    <message>
        <source>Convolution lab</source>
        <translation>卷积实验室</translation>
    </message>
    <message>
        <source>&amp;Convolution Lab Page</source>
        <translation>卷积实验室(&amp;C)</translation>
    </message>
    <message>
        <source>Test</source>
        <translation>测试</translation>
    </message>
    <message>
        <source>T&amp;est Page</source>
        <translation>测试(&amp;E)</translation>
    </message>
    <message numerus="yes">
        <source>%n points</source>
        <translation>
            <numerusform>%n 个点</numerusform>
        </translation>
    </message>
    <message>
        <source>The data set is not the one that the training began with. Train again from the start.</source>
        <translation>数据集不是训练开始时用的那一个。请从头重新训练。</translation>
    </message>
    <message numerus="yes">
        <source>%n units, each a weighted sum of all {count} values before it.</source>
        <translation>
            <numerusform>%n 个单元，每个都是前面全部 {count} 个值的加权和。</numerusform>
        </translation>
    </message>
    <message>
        <source>M&amp;y Digits…</source>
        <translation>我的数字(&amp;Y)…</translation>
    </message>
    <message>
        <source>&amp;Models…</source>
        <translation>模型(&amp;M)…</translation>
    </message>
    <message>
        <source>Adapt to My &amp;Hand…</source>
        <translation>适应我的笔迹(&amp;H)…</translation>
    </message>
    <message>
        <source>&amp;Design Network…</source>
        <translation>设计网络(&amp;D)…</translation>
    </message>
    <message>
        <source>Open &amp;Network…</source>
        <translation>打开网络(&amp;N)…</translation>
    </message>
    <message>
        <source>&amp;Samples of the Data Set…</source>
        <translation>数据集的样本(&amp;S)…</translation>
    </message>
    <message>
        <source>E&amp;xperiments…</source>
        <translation>实验(&amp;X)…</translation>
    </message>
    <message>
        <source>&amp;Lessons</source>
        <translation>课程(&amp;L)</translation>
    </message>
    <message>
        <source>&amp;About digitpad</source>
        <translation>关于 digitpad(&amp;A)</translation>
    </message>
    <message>
        <source>The network has no layer {layer}. It has {names}.</source>
        <translation>网络没有 {layer} 这一层。它有 {names}。</translation>
    </message>
    <message>
        <source>{layer} has no value {position}. It is {shape}.</source>
        <translation>{layer} 没有值 {position}。它的形状是 {shape}。</translation>
    </message>
    <message>
        <source>The model was not loaded within a minute. Close other programs and try again.</source>
        <translation>模型在一分钟内没有载入。请关闭其他程序后重试。</translation>
    </message>
</context>
</TS>
