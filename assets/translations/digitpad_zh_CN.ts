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
    <message>
        <source>&amp;It Is</source>
        <translation>这个数字是(&amp;I)</translation>
    </message>
    <message>
        <source>Erase ink instead of drawing</source>
        <translation>不再书写，改为擦除墨迹</translation>
    </message>
    <message>
        <source>P&amp;ractice</source>
        <translation>练习(&amp;R)</translation>
    </message>
    <message>
        <source>L&amp;ight</source>
        <translation>浅色(&amp;I)</translation>
    </message>
    <message>
        <source>Use the Best &amp;Reader</source>
        <translation>使用最准模型(&amp;R)</translation>
    </message>
    <message>
        <source>Open &amp;Recent</source>
        <translation>最近打开(&amp;R)</translation>
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
        <source>“Adapt to My Hand” is learning. Stop it in its window, or wait a few seconds, then try again.</source>
        <translation>“适应我的笔迹”正在学习。请在它的窗口中停止它，或等几秒钟，然后再试。</translation>
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
    <name>AdaptQuestions</name>
    <message>
        <source>Adapt to My Hand</source>
        <translation>适应我的笔迹</translation>
    </message>
    <message>
        <source>The network is learning your hand. Stop it? The model in use stays as it is.</source>
        <translation>网络正在学习你的笔迹。停止吗？正在使用的模型保持不变。</translation>
    </message>
    <message>
        <source>&amp;Keep Learning</source>
        <translation>继续学习(&amp;K)</translation>
    </message>
    <message>
        <source>The network has learnt your hand, and you have neither accepted nor discarded that. Discard it?</source>
        <translation>网络已经学会你的笔迹，而你还没有选择采用或放弃。放弃吗？</translation>
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
    <name>Answer</name>
    <message>
        <source>{0} ({1})</source>
        <translation>{0}（{1}）</translation>
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
        <source>The weights are those after the steps of learning on the Layers page. Restore there has the model answer again.</source>
        <translation>这是“层”页上学习若干步之后的权重给出的答案。在那里点“还原”，模型就重新作答。</translation>
    </message>
    <message>
        <source>Reading…</source>
        <translation>正在识别…</translation>
    </message>
    <message>
        <source>not sure</source>
        <translation>不确定</translation>
    </message>
</context>
<context>
    <name>AnswerRow</name>
    <message>
        <source>Your answer, a number</source>
        <translation>你的答案，一个数</translation>
    </message>
    <message>
        <source>a number</source>
        <translation>一个数</translation>
    </message>
    <message>
        <source>Check</source>
        <translation>检查</translation>
    </message>
    <message>
        <source>Check the number (Enter)</source>
        <translation>检查这个数（回车键）</translation>
    </message>
    <message>
        <source>This is no number. Type digits, such as 12 or 0.5.</source>
        <translation>这不是一个数。请输入数字，例如 12 或 0.5。</translation>
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
        <source>{0}; its input is {1}</source>
        <translation>{0}；输入是 {1}</translation>
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
        <source>The sum of the window, divided by {0}, is {1}</source>
        <translation>窗口内各值之和除以 {0}，得 {1}</translation>
    </message>
    <message>
        <source>The root of {0} × the sum of the window's squares is {1}</source>
        <translation>{0} × 窗口内平方和，再开平方根，得 {1}</translation>
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
        <source>Row {0} of the first input times column {1} of the second</source>
        <translation>第一个输入的第 {0} 行乘以第二个输入的第 {1} 列</translation>
    </message>
    <message>
        <source>Query {0} takes the mean of column {1} of the values, each weighed by how well its key fits</source>
        <translation>查询 {0} 取各个值第 {1} 列的加权平均，权重取决于对应的键与它有多相配</translation>
    </message>
    <message>
        <source>The largest contributions</source>
        <translation>贡献最大的几项</translation>
    </message>
    <message>
        <source>The nearest value of map {0}</source>
        <translation>图 {0} 中最近的值</translation>
    </message>
    <message>
        <source>The weighted mean of {0} values of map {1}</source>
        <translation>图 {1} 中 {0} 个值的加权平均值</translation>
    </message>
    <message>
        <source>row {0}, column {1}</source>
        <translation>第 {0} 行第 {1} 列</translation>
    </message>
    <message>
        <source>value {0}</source>
        <translation>值 {0}</translation>
    </message>
    <message>
        <source>key {0}</source>
        <translation>键 {0}</translation>
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
        <source>pad</source>
        <translation>填充</translation>
    </message>
    <message>
        <source>probability {0}</source>
        <translation>概率 {0}</translation>
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
    <name>CodeDialog</name>
    <message>
        <source>The code runs…</source>
        <translation>代码正在运行…</translation>
    </message>
    <message>
        <source>It could not be opened: {0}.</source>
        <translation>无法打开：{0}。</translation>
    </message>
    <message>
        <source>The code that ran before has not ended.</source>
        <translation>先前运行的代码还没有结束。</translation>
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
        <source>It Is &amp;a</source>
        <translation>它是(&amp;A)</translation>
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
            <numerusform>{0}这样的文件还有 {1} 个。</numerusform>
        </translation>
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
    <message>
        <source>None of your digits is {0}.</source>
        <translation>你的数字里没有 {0}。</translation>
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
        <source>Imported: {0} new digits, {1} already there</source>
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
    <name>ContextMenus</name>
    <message>
        <source>&amp;Copy Picture</source>
        <translation>复制图片(&amp;C)</translation>
    </message>
    <message>
        <source>The picture is copied</source>
        <translation>图片已复制</translation>
    </message>
    <message>
        <source>&amp;Copy</source>
        <translation>复制(&amp;C)</translation>
    </message>
    <message>
        <source>Copied</source>
        <translation>已复制</translation>
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
        <translation>做完这一批后暂停</translation>
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
    <message>
        <source>It is</source>
        <translation>它是</translation>
    </message>
    <message>
        <source>It Is {0}</source>
        <translation>它是 {0}</translation>
    </message>
    <message>
        <source>It is {0}: keep the drawing among my digits ({0})</source>
        <translation>它是 {0}：把这幅手写收进我的数字（{0}）</translation>
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
        <source>Loading the data set…</source>
        <translation>正在载入数据集…</translation>
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
        <source>{0} does not hold {1}. What it holds is chosen in its place.</source>
        <translation>{0} 里没有 {1}。已改为选用其中的数据。</translation>
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
        <source>The data set is not on this machine. Download it, then run again.</source>
        <translation>本机没有这个数据集。请先下载，再运行。</translation>
    </message>
    <message>
        <source>The folder of images {0} is gone. Put it back where it was, then run again.</source>
        <translation>图像文件夹 {0} 不见了。请把它放回原处，再运行。</translation>
    </message>
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
        <source>Digit {0} of {1}: {2}, as you said</source>
        <translation>第 {0} 位，共 {1} 位：{2}，由你指定</translation>
    </message>
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
    <message numerus="yes">
        <source>{0} digits are a {1} now.</source>
        <translation>
            <numerusform>{0} 个数字现在是 {1}。</numerusform>
        </translation>
    </message>
    <message>
        <source>It is {0} now.</source>
        <translation>它现在是 {0}。</translation>
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
        <source>Show all digits</source>
        <translation>显示所有数字</translation>
    </message>
    <message>
        <source>Show this digit alone ({0})</source>
        <translation>只显示这个数字 ({0})</translation>
    </message>
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
    <message numerus="yes">
        <source>{0} is on the canvas; %n other files were not opened</source>
        <translation>
            <numerusform>已放到画布上：{0}；另外 %n 个文件没有打开</numerusform>
        </translation>
    </message>
    <message>
        <source>{0} is on the canvas</source>
        <translation>已放到画布上：{0}</translation>
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
        <source>All files (*)</source>
        <translation>所有文件 (*)</translation>
    </message>
    <message>
        <source>Saved {0}</source>
        <translation>已保存 {0}</translation>
    </message>
    <message>
        <source>Saved {0}. It holds the picture and its frames, and no strokes.</source>
        <translation>已保存 {0}。其中是图片和图片上的方框，没有笔画。</translation>
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
        <source>The code of {0} has run, but another experiment is shown now. Choose the one with {0} and run it.</source>
        <translation>{0} 的代码已经运行，但现在显示的是另一个实验。请选择含有 {0} 的实验，再运行它。</translation>
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
    <name>Guide</name>
    <message>
        <source>Skip</source>
        <translation>跳过</translation>
    </message>
    <message>
        <source>Close the Guide</source>
        <translation>关闭引导</translation>
    </message>
    <message>
        <source>Open this page. {0}</source>
        <translation>打开这一页。{0}</translation>
    </message>
    <message>
        <source>Step {0} of {1}</source>
        <translation>第 {0} 步，共 {1} 步</translation>
    </message>
    <message>
        <source>Draw a digit here. The network reads it while you draw.</source>
        <translation>在这里写一个数字。你一边写，网络一边识别。</translation>
    </message>
    <message>
        <source>These are the network's layers, from your ink to the answer. Click one to see its maps, and a value in a map to see the numbers behind it.</source>
        <translation>这些是网络的各层，从你的墨迹到答案。点击一层看它的特征图，再点击图中的一个值，看它是怎样算出来的。</translation>
    </message>
    <message>
        <source>Press Train: a new network learns from examples, and its curves are drawn. Your drawing is read by it meanwhile. You can go on drawing.</source>
        <translation>按“训练”：一个新网络从样本中学习，曲线随之画出。这时你写的数字已经由它识别，你可以继续写。</translation>
    </message>
    <message>
        <source>Was a drawing read wrongly? Click what it is. It joins your own digits, from which the network can learn your hand. Help → Guide shows this again.</source>
        <translation>写的数字认错了吗？点击它本来是几。它会加入“我的数字”，网络可以从中学习你的笔迹。“帮助 → 引导”可以再次显示这些内容。</translation>
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
    <message>
        <source>picture</source>
        <translation>图片</translation>
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
    <name>InputRow</name>
    <message>
        <source>Channels of the input</source>
        <translation>输入的通道数</translation>
    </message>
    <message>
        <source>Three channels hold the same grey levels, as a colour picture of it would</source>
        <translation>三个通道的灰度完全相同，就像手写的彩色图片那样</translation>
    </message>
    <message>
        <source>1 channel</source>
        <translation>1 个通道</translation>
    </message>
    <message>
        <source>3 channels</source>
        <translation>3 个通道</translation>
    </message>
    <message>
        <source> pixels</source>
        <translation> 像素</translation>
    </message>
    <message>
        <source>Rows and columns of the input</source>
        <translation>输入的行数和列数</translation>
    </message>
    <message>
        <source>Rows and columns of what the network takes: {0} × {0} to {1} × {1}</source>
        <translation>网络输入的行数和列数：{0} × {0} 到 {1} × {1}</translation>
    </message>
    <message>
        <source>How the drawing gets there</source>
        <translation>手写如何变成这个大小</translation>
    </message>
    <message>
        <source>The drawing, {0} × {0} pixels, is made larger, or keeps its size on more paper</source>
        <translation>把 {0} × {0} 像素的手写放大，或者大小不变，四周补上白纸</translation>
    </message>
    <message>
        <source>Drawing enlarged</source>
        <translation>放大手写</translation>
    </message>
    <message>
        <source>Paper around it</source>
        <translation>四周补纸</translation>
    </message>
    <message>
        <source>&amp;Input</source>
        <translation>输入(&amp;I)</translation>
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
    <message>
        <source>Red</source>
        <translation>红色</translation>
    </message>
    <message>
        <source>Upright line</source>
        <translation>竖线</translation>
    </message>
    <message>
        <source>Level line</source>
        <translation>横线</translation>
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
    <message>
        <source>Kernel {0}, over map {1}</source>
        <translation>卷积核 {0}，作用于图 {1}</translation>
    </message>
    <message>
        <source>Gradient dL/dw, in {0}</source>
        <translation>梯度 dL/dw，单位 {0}</translation>
    </message>
    <message>
        <source>Gradient dL/dw</source>
        <translation>梯度 dL/dw</translation>
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
        <translation>{0}输出完成了。</translation>
    </message>
    <message>
        <source>{0} The next kernel begins.</source>
        <translation>{0}接着是下一个卷积核。</translation>
    </message>
    <message>
        <source>{0} The kernel goes down by the stride, {1}, and back to the left edge.</source>
        <translation>{0}卷积核按步长 {1} 下移，回到左边缘。</translation>
    </message>
    <message>
        <source>{0} The kernel moves on by the stride, {1}.</source>
        <translation>{0}卷积核按步长 {1} 右移。</translation>
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
    <message>
        <source>red</source>
        <translation>红</translation>
    </message>
    <message>
        <source>green</source>
        <translation>绿</translation>
    </message>
    <message>
        <source>blue</source>
        <translation>蓝</translation>
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
        <source>This kernel cannot be had: {0}</source>
        <translation>无法使用这个卷积核：{0}</translation>
    </message>
    <message>
        <source>The tutorial as twelve lessons, with questions that are checked (F1)</source>
        <translation>整个教程分成十二课，问题由程序检查 (F1)</translation>
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
    <message>
        <source>; dL/d(output) {0}</source>
        <translation>；dL/d(输出) {0}</translation>
    </message>
    <message>
        <source>The weights of this layer do not learn.</source>
        <translation>这一层的权重不参与学习。</translation>
    </message>
    <message>
        <source>{0}, kernel {1}, over map {2}, row {3}, column {4}</source>
        <translation>{0}，卷积核 {1}，作用于图 {2}，第 {3} 行第 {4} 列</translation>
    </message>
    <message>
        <source>{0}, unit {1}, weight {2}</source>
        <translation>{0}，单元 {1}，权重 {2}</translation>
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
        <translation>各自色标(&amp;O)</translation>
    </message>
    <message>
        <source>Each map has a colour scale of its own</source>
        <translation>每张特征图用自己的色标</translation>
    </message>
    <message>
        <source>By &amp;activity</source>
        <translation>活跃优先(&amp;A)</translation>
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
    <message>
        <source>Lear&amp;n</source>
        <translation>学习(&amp;N)</translation>
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
        <source>Draw a digit to see what each layer makes of it.</source>
        <translation>写一个数字，看看每一层把它变成什么。</translation>
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
    <name>LearnBar</name>
    <message>
        <source>&amp;Learning Step by Step</source>
        <translation>一步一步学习(&amp;L)</translation>
    </message>
    <message>
        <source>Loss, gradients and steps of learning for this drawing (Ctrl+L)</source>
        <translation>这幅手写的损失、梯度和学习步骤 (Ctrl+L)</translation>
    </message>
    <message>
        <source>&amp;Take a Step</source>
        <translation>走一步(&amp;T)</translation>
    </message>
    <message>
        <source>What the drawing is meant to be</source>
        <translation>这幅手写本来是哪个数字</translation>
    </message>
    <message>
        <source>True digit</source>
        <translation>真实数字</translation>
    </message>
    <message>
        <source>Take a Step</source>
        <translation>走一步</translation>
    </message>
    <message>
        <source>Change every weight by rate × gradient, of this drawing alone (Ctrl+Shift+L). Dropout is off, and batch normalisation keeps its averages. Restore undoes it.</source>
        <translation>只根据这幅手写，每个权重都减去学习率 × 梯度 (Ctrl+Shift+L)。此时不做 Dropout（随机失活），批归一化沿用已有的均值和方差。按“还原”可以撤销。</translation>
    </message>
    <message>
        <source>−log of the probability of the true digit</source>
        <translation>真实数字的概率取对数，再取负</translation>
    </message>
    <message>
        <source>Rate</source>
        <translation>学习率</translation>
    </message>
    <message>
        <source>Momentum</source>
        <translation>动量</translation>
    </message>
    <message>
        <source>True &amp;digit</source>
        <translation>真实数字(&amp;D)</translation>
    </message>
    <message>
        <source>Loss {0}, was {1}</source>
        <translation>损失 {0}，原为 {1}</translation>
    </message>
    <message>
        <source>Loss {0}</source>
        <translation>损失 {0}</translation>
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
    <name>LessonEditor</name>
    <message>
        <source>Write a Lesson</source>
        <translation>编写课程</translation>
    </message>
    <message>
        <source>lesson</source>
        <translation>课程</translation>
    </message>
    <message>
        <source>What the lesson is called</source>
        <translation>这一课的名称</translation>
    </message>
    <message>
        <source>Steps</source>
        <translation>步骤</translation>
    </message>
    <message>
        <source>Add a step with what is shown now</source>
        <translation>添加一步，采用窗口现在的样子</translation>
    </message>
    <message>
        <source>Remove this step</source>
        <translation>删除这一步</translation>
    </message>
    <message>
        <source>Move this step up</source>
        <translation>把这一步上移</translation>
    </message>
    <message>
        <source>Move this step down</source>
        <translation>把这一步下移</translation>
    </message>
    <message>
        <source>What is said, in Markdown: **bold**, *italic*, - lists</source>
        <translation>讲解文字，用 Markdown：**粗体**、*斜体*、- 列表</translation>
    </message>
    <message>
        <source>Window</source>
        <translation>窗口</translation>
    </message>
    <message>
        <source>What is said once it is answered</source>
        <translation>回答之后的讲解</translation>
    </message>
    <message>
        <source>Window then</source>
        <translation>之后的窗口</translation>
    </message>
    <message>
        <source>&amp;Title</source>
        <translation>标题(&amp;T)</translation>
    </message>
    <message>
        <source>&amp;Open…</source>
        <translation>打开(&amp;O)…</translation>
    </message>
    <message>
        <source>T&amp;ry</source>
        <translation>试一试(&amp;R)</translation>
    </message>
    <message>
        <source>Show the lesson as a student sees it</source>
        <translation>像学生那样看这一课</translation>
    </message>
    <message>
        <source>&amp;Save…</source>
        <translation>保存(&amp;S)…</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>no words yet</source>
        <translation>还没有文字</translation>
    </message>
    <message>
        <source>{0}. {1}</source>
        <translation>{0}. {1}</translation>
    </message>
    <message>
        <source>Step {0}: {1}</source>
        <translation>第 {0} 步：{1}</translation>
    </message>
    <message>
        <source>Lessons (*.digitlesson)</source>
        <translation>课程 (*.digitlesson)</translation>
    </message>
    <message>
        <source>Save Lesson</source>
        <translation>保存课程</translation>
    </message>
    <message>
        <source>The lesson that you are writing is not saved. Save it?</source>
        <translation>你正在编写的课程还没有保存。要保存吗？</translation>
    </message>
</context>
<context>
    <name>LessonFiles</name>
    <message>
        <source>Lessons (*.digitlesson)</source>
        <translation>课程 (*.digitlesson)</translation>
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
        <source>Lesson {0}</source>
        <translation>课程 {0}</translation>
    </message>
    <message>
        <source>digitpad</source>
        <translation>digitpad</translation>
    </message>
</context>
<context>
    <name>LessonPlace</name>
    <message>
        <source>Scroll the page</source>
        <translation>滚动页面</translation>
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
        <source>Bac&amp;k</source>
        <translation>上一步(&amp;K)</translation>
    </message>
    <message>
        <source>Ne&amp;xt</source>
        <translation>下一步(&amp;X)</translation>
    </message>
    <message>
        <source>Lessons</source>
        <translation>课程</translation>
    </message>
    <message>
        <source>Close the lessons; the window is set as before them</source>
        <translation>关闭课程；窗口恢复到上课之前的设置</translation>
    </message>
    <message>
        <source>Close the lessons</source>
        <translation>关闭课程</translation>
    </message>
    <message>
        <source>Sho&amp;w Answer</source>
        <translation>显示答案(&amp;W)</translation>
    </message>
    <message>
        <source>Set A&amp;gain</source>
        <translation>重新设置(&amp;G)</translation>
    </message>
    <message>
        <source>Set the window as this step begins</source>
        <translation>把窗口设置成这一步开始时的样子</translation>
    </message>
    <message>
        <source>Lab and training are set as before the lessons</source>
        <translation>实验室和训练已恢复到上课之前的设置</translation>
    </message>
    <message>
        <source>The model in use has no layer {0}. Model → Use the Bundled Model has what this lesson is about.</source>
        <translation>当前模型没有 {0} 层。选择“模型 → 使用自带模型”，就有这一课所讲的内容。</translation>
    </message>
    <message>
        <source>Step {0} of {1}</source>
        <translation>第 {0} 步，共 {1} 步</translation>
    </message>
    <message>
        <source>Ne&amp;xt Lesson</source>
        <translation>下一课(&amp;X)</translation>
    </message>
    <message>
        <source>First say what you expect</source>
        <translation>请先说出你的预测</translation>
    </message>
    <message>
        <source>As you expected.</source>
        <translation>和你的预测一样。</translation>
    </message>
    <message>
        <source>It is otherwise.</source>
        <translation>实际并非如此。</translation>
    </message>
    <message>
        <source>Noted.</source>
        <translation>记下了。</translation>
    </message>
    <message>
        <source>Right.</source>
        <translation>正确。</translation>
    </message>
    <message>
        <source>Not yet. Try again.</source>
        <translation>还不对，再试一次。</translation>
    </message>
    <message>
        <source>The window does not show it yet: do first what is asked.</source>
        <translation>窗口里还看不到结果：请先按要求做。</translation>
    </message>
    <message>
        <source>It is {0}.</source>
        <translation>答案是 {0}。</translation>
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
    <message>
        <source>Show All</source>
        <translation>显示全部</translation>
    </message>
    <message>
        <source>Zoom out again (0, or a double click on the plot)</source>
        <translation>恢复到完整视图（0，或双击曲线图）</translation>
    </message>
</context>
<context>
    <name>MainWindow</name>
    <message>
        <source>Sample</source>
        <translation>样本</translation>
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
    <message>
        <source>all zero</source>
        <translation>全为零</translation>
    </message>
    <message>
        <source>each its own</source>
        <translation>各用各的色标</translation>
    </message>
    <message>
        <source>Output</source>
        <translation>输出</translation>
    </message>
    <message>
        <source>Gradient dL/d(output), {0}</source>
        <translation>梯度 dL/d(输出)，{0}</translation>
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
    <message>
        <source>Other hands</source>
        <translation>其他笔迹</translation>
    </message>
    <message>
        <source>How many digits by synthetic hands, which it has not learnt from, are read</source>
        <translation>没有学过的合成笔迹所写的数字中，认对的比例</translation>
    </message>
    <message>
        <source>Best reader</source>
        <translation>最准模型</translation>
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
    <name>NotSureDialog</name>
    <message>
        <source>What “Not Sure” Means</source>
        <translation>“不确定”是什么意思</translation>
    </message>
    <message>
        <source>&amp;Close</source>
        <translation>关闭(&amp;C)</translation>
    </message>
    <message>
        <source>The network gives each digit from 0 to 9 a probability, and together they are 100 %. The digit that has the most is its answer.</source>
        <translation>网络给 0 到 9 的每个数字一个概率，它们加起来是 100%。概率最大的数字就是它的答案。</translation>
    </message>
    <message>
        <source>Where the most is less than {0}, digitpad says “not sure”: it may be another digit, or none at all. The digit is paler then, its bar has another colour, and in a number it has a question mark.</source>
        <translation>如果最大的概率不到 {0}，digitpad 就说“不确定”：它可能是别的数字，也可能根本不是数字。这时答案的颜色较浅，它的概率条换一种颜色，在多位数里则带一个问号。</translation>
    </message>
    <message>
        <source>A network always answers. A scribble has ten probabilities too, and the bundled model has learnt to spread them over several digits, so that it is not sure.</source>
        <translation>网络总会给出答案。随手乱画的东西也会得到十个概率；自带模型专门学过，遇到这种情况就把概率分散到几个数字上，所以会说不确定。</translation>
    </message>
    <message>
        <source>To be sure is not to be right. If a digit was read wrongly, draw it again, or click what it is below the canvas: the network can learn from it.</source>
        <translation>有把握不等于正确。如果认错了，请重写一遍，或者在画布下面点击它本来是几：网络可以从中学习。</translation>
    </message>
</context>
<context>
    <name>NumberBox</name>
    <message>
        <source>Nothing</source>
        <translation>空白</translation>
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
        <source>Brow&amp;se…</source>
        <translation>浏览(&amp;S)…</translation>
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
        <source>Cod&amp;e</source>
        <translation>代码(&amp;E)</translation>
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
        <source>{0} is missing: type a number or "text".</source>
        <translation>缺少 {0}：请输入数或 "文本"。</translation>
    </message>
</context>
<context>
    <name>OutputBars</name>
    <message>
        <source>Logits and probabilities of the ten digits</source>
        <translation>十个数字的 logit 和概率</translation>
    </message>
    <message>
        <source>{0}; not sure</source>
        <translation>{0}；不确定</translation>
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
        <translation>{0}：digitpad 自己生成的数字和随手乱画的笔迹。</translation>
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
    <name>OwnNetworks</name>
    <message>
        <source>{0} came from a script, and nobody knows its code. Open it again with digitpad.show, or remove its trials.</source>
        <translation>{0} 来自一个脚本，没有谁知道它的代码。请用 digitpad.show 再打开它，或移除它的试验。</translation>
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
    <name>PageKeys</name>
    <message>
        <source>Canvas</source>
        <translation>画布</translation>
    </message>
    <message>
        <source>Draw; a single dot is ink</source>
        <translation>书写；一个点也算墨迹</translation>
    </message>
    <message>
        <source>mouse, pen or finger</source>
        <translation>鼠标、数位笔或手指</translation>
    </message>
    <message>
        <source>Take ink away instead</source>
        <translation>改为擦除</translation>
    </message>
    <message>
        <source>the other end of a tablet pen</source>
        <translation>数位笔的另一端</translation>
    </message>
    <message>
        <source>Give up the stroke under way</source>
        <translation>放弃正在写的一笔</translation>
    </message>
    <message>
        <source>Esc</source>
        <translation>Esc</translation>
    </message>
    <message>
        <source>Of a number: choose this digit</source>
        <translation>多位数：选择这一位</translation>
    </message>
    <message>
        <source>Ctrl+click</source>
        <translation>Ctrl+点击</translation>
    </message>
    <message>
        <source>Open a picture, a drawing, a model or a data set</source>
        <translation>打开图片、手写、模型或数据集</translation>
    </message>
    <message>
        <source>drop it</source>
        <translation>拖到窗口上</translation>
    </message>
    <message>
        <source>Layers page</source>
        <translation>“层”页</translation>
    </message>
    <message>
        <source>Another layer</source>
        <translation>换一层</translation>
    </message>
    <message>
        <source>← and → on the flow</source>
        <translation>在网络上按 ← 和 →</translation>
    </message>
    <message>
        <source>Unfold a module, fold it</source>
        <translation>展开、折叠模块</translation>
    </message>
    <message>
        <source>+ or double click, −</source>
        <translation>+ 或双击，−</translation>
    </message>
    <message>
        <source>Another value</source>
        <translation>换一个值</translation>
    </message>
    <message>
        <source>arrow keys</source>
        <translation>方向键</translation>
    </message>
    <message>
        <source>Another map</source>
        <translation>换一张特征图</translation>
    </message>
    <message>
        <source>Page Up, Page Down</source>
        <translation>Page Up，Page Down</translation>
    </message>
    <message>
        <source>Explain the selected value</source>
        <translation>解释选中的值</translation>
    </message>
    <message>
        <source>Enter or click</source>
        <translation>回车或点击</translation>
    </message>
    <message>
        <source>Silence its map or unit, or hear it again</source>
        <translation>屏蔽它所在的特征图或单元，或恢复</translation>
    </message>
    <message>
        <source>S</source>
        <translation>S</translation>
    </message>
    <message>
        <source>Sliding kernel: play or hold</source>
        <translation>滑动的卷积核：播放或暂停</translation>
    </message>
    <message>
        <source>Space</source>
        <translation>空格</translation>
    </message>
    <message>
        <source>Sliding kernel: a place, a row</source>
        <translation>滑动的卷积核：移动一处、一行</translation>
    </message>
    <message>
        <source>← and →, ↑ and ↓</source>
        <translation>← 和 →，↑ 和 ↓</translation>
    </message>
    <message>
        <source>Type over a kernel's number</source>
        <translation>改写卷积核的数</translation>
    </message>
    <message>
        <source>Enter or F2 on it</source>
        <translation>在它上面按回车或 F2</translation>
    </message>
    <message>
        <source>Why: another digit, the answer</source>
        <translation>为什么：另一个数字、答案</translation>
    </message>
    <message>
        <source>0 to 9, A</source>
        <translation>0 到 9，A</translation>
    </message>
    <message>
        <source>Convolution lab</source>
        <translation>卷积实验室</translation>
    </message>
    <message>
        <source>Type over a number of kernel or input</source>
        <translation>改写卷积核或输入的数</translation>
    </message>
    <message>
        <source>Enter, F2 or a digit</source>
        <translation>回车、F2 或数字</translation>
    </message>
    <message>
        <source>A move on or back, a row</source>
        <translation>前进、后退一个动作，移动一行</translation>
    </message>
    <message>
        <source>→ and ←, ↓ and ↑</source>
        <translation>→ 和 ←，↓ 和 ↑</translation>
    </message>
    <message>
        <source>First or last place</source>
        <translation>第一个或最后一个位置</translation>
    </message>
    <message>
        <source>Home, End</source>
        <translation>Home，End</translation>
    </message>
    <message>
        <source>Play or hold</source>
        <translation>播放或暂停</translation>
    </message>
    <message>
        <source>The whole output again</source>
        <translation>重新显示整个输出</translation>
    </message>
    <message>
        <source>Another value, another map</source>
        <translation>换一个值、换一张特征图</translation>
    </message>
    <message>
        <source>arrow keys, Page Up, Page Down</source>
        <translation>方向键，Page Up，Page Down</translation>
    </message>
    <message>
        <source>Designer</source>
        <translation>设计器</translation>
    </message>
    <message>
        <source>Add a block, remove it</source>
        <translation>添加、移除一层</translation>
    </message>
    <message>
        <source>Insert, Delete</source>
        <translation>Insert，Delete</translation>
    </message>
    <message>
        <source>Move a block</source>
        <translation>移动一层</translation>
    </message>
    <message>
        <source>Alt+↑, Alt+↓</source>
        <translation>Alt+↑，Alt+↓</translation>
    </message>
    <message>
        <source>Type its settings</source>
        <translation>填写它的设置</translation>
    </message>
    <message>
        <source>Enter</source>
        <translation>回车</translation>
    </message>
    <message>
        <source>Train the network</source>
        <translation>训练这个网络</translation>
    </message>
    <message>
        <source>Ctrl+Enter</source>
        <translation>Ctrl+回车</translation>
    </message>
</context>
<context>
    <name>Pages</name>
    <message>
        <source>Pages</source>
        <translation>页面</translation>
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
    <message numerus="yes">
        <source>%n other files were not opened.</source>
        <translation>
            <numerusform>另外 %n 个文件没有打开。</numerusform>
        </translation>
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
        <source>&amp;Save</source>
        <translation>保存(&amp;S)</translation>
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
    <message>
        <source>P&amp;lot as PNG or SVG…</source>
        <translation>图表存为 PNG 或 SVG(&amp;L)…</translation>
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
    <message>
        <source>{0}, row {1}, column {2}</source>
        <translation>{0}，第 {1} 行第 {2} 列</translation>
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
    <message>
        <source>output</source>
        <translation>输出</translation>
    </message>
    <message>
        <source>The four pools of each window</source>
        <translation>每个窗口的四种池化</translation>
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
    <message>
        <source>What is pooled</source>
        <translation>池化的对象</translation>
    </message>
    <message>
        <source>Pools of the input</source>
        <translation>对输入池化</translation>
    </message>
    <message>
        <source>Pools of the output</source>
        <translation>对输出池化</translation>
    </message>
    <message>
        <source>All pool&amp;s</source>
        <translation>所有池化(&amp;S)</translation>
    </message>
    <message>
        <source>Show all pools side by side again (Esc)</source>
        <translation>重新并排显示所有池化 (Esc)</translation>
    </message>
    <message>
        <source>{0}, row {1}, column {2}: rows {3} and columns {4} before it</source>
        <translation>{0}，第 {1} 行第 {2} 列：池化前的第 {3} 行、第 {4} 列</translation>
    </message>
</context>
<context>
    <name>PracticePanel</name>
    <message>
        <source>Next Digit</source>
        <translation>下一个数字</translation>
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
        <source>{0} of {1} · {2} right · {3} in a row</source>
        <translation>第 {0} / {1} 个 · 对 {2} 个 · 连对 {3} 个</translation>
    </message>
    <message>
        <source>Right: your {0} was read as {1}.</source>
        <translation>对了：你写的 {0} 被认作 {1}。</translation>
    </message>
    <message>
        <source>Wrong: your {0} was read as {1}.</source>
        <translation>错了：你写的 {0} 被认作 {1}。</translation>
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
    <message>
        <source>Draw {0}</source>
        <translation>写一个 {0}</translation>
    </message>
</context>
<context>
    <name>PracticeParts</name>
    <message>
        <source>Practice</source>
        <translation>练习</translation>
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
        <source>Start</source>
        <translation>开始</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Next</source>
        <translation>下一个</translation>
    </message>
    <message>
        <source>Have the digit read, and go on (Enter)</source>
        <translation>识别这个数字，然后继续（回车键）</translation>
    </message>
    <message>
        <source>Take Back</source>
        <translation>退回</translation>
    </message>
    <message>
        <source>Take the last digit and its score back, and draw it again</source>
        <translation>退回上一个数字和它的得分，重写一次</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>Again</source>
        <translation>再来一次</translation>
    </message>
    <message>
        <source>Adapt…</source>
        <translation>适应…</translation>
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
        <source>Draw {0} digits</source>
        <translation>
            <numerusform>写 {0} 个数字</numerusform>
        </translation>
    </message>
    <message>
        <source>digits</source>
        <translation>个数字</translation>
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
        <source>It has been done already</source>
        <translation>已经这样处理过</translation>
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
    <name>QAbstractFileIconProvider</name>
    <message>
        <source>Drive</source>
        <translation>驱动器</translation>
    </message>
    <message>
        <source>Folder</source>
        <comment>All other platforms</comment>
        <translation>文件夹</translation>
    </message>
</context>
<context>
    <name>QFileDialog</name>
    <message>
        <source>&amp;Look in:</source>
        <translation>查找范围(&amp;L)：</translation>
    </message>
    <message>
        <source>Files of &amp;type:</source>
        <translation>文件类型(&amp;T)：</translation>
    </message>
</context>
<context>
    <name>QuestionForm</name>
    <message>
        <source>What is asked</source>
        <translation>提问方式</translation>
    </message>
    <message>
        <source>No question</source>
        <translation>不提问</translation>
    </message>
    <message>
        <source>Choose an option</source>
        <translation>选择一项</translation>
    </message>
    <message>
        <source>Type a number</source>
        <translation>填一个数</translation>
    </message>
    <message>
        <source>Set the window</source>
        <translation>设置窗口</translation>
    </message>
    <message>
        <source>A prediction, before the result is shown</source>
        <translation>预测：在显示结果之前回答</translation>
    </message>
    <message>
        <source>Whatever is answered, the result and the explanation are shown then</source>
        <translation>无论怎样回答，之后都显示结果和讲解</translation>
    </message>
    <message>
        <source>Options, one in each line</source>
        <translation>选项，每行一个</translation>
    </message>
    <message>
        <source>Options, one in each line, six at most</source>
        <translation>选项，每行一个，最多六个</translation>
    </message>
    <message>
        <source>The option that is right</source>
        <translation>正确的选项</translation>
    </message>
    <message>
        <source>{0} is right</source>
        <translation>{0} 正确</translation>
    </message>
    <message>
        <source>Which number is right</source>
        <translation>哪个数是正确的</translation>
    </message>
    <message>
        <source>Right is</source>
        <translation>正确答案</translation>
    </message>
    <message>
        <source>Number</source>
        <translation>数</translation>
    </message>
    <message>
        <source>Give or take</source>
        <translation>允许误差</translation>
    </message>
    <message>
        <source>What is to be set, with its value</source>
        <translation>要设置的内容及其值</translation>
    </message>
    <message>
        <source>How the value is compared</source>
        <translation>怎样比较</translation>
    </message>
    <message>
        <source>is</source>
        <translation>等于</translation>
    </message>
    <message>
        <source>at least</source>
        <translation>不小于</translation>
    </message>
    <message>
        <source>at most</source>
        <translation>不大于</translation>
    </message>
    <message>
        <source>&amp;Values Now</source>
        <translation>取现在的值(&amp;V)</translation>
    </message>
    <message>
        <source>Ask for the values that the window has now: set it as it shall be first</source>
        <translation>要求达到窗口现在的值：请先把窗口设置成应有的样子</translation>
    </message>
    <message>
        <source>Set the window as it shall be, take the values, and tick.</source>
        <translation>请先把窗口设置成应有的样子，取值，再打勾。</translation>
    </message>
    <message>
        <source>This number</source>
        <translation>这个数</translation>
    </message>
    <message>
        <source>{0} {1} {2}</source>
        <translation>{0}{1} {2}</translation>
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
        <source>Epo&amp;chs</source>
        <translation>轮数(&amp;C)</translation>
    </message>
    <message>
        <source>Batch si&amp;ze</source>
        <translation>批大小(&amp;Z)</translation>
    </message>
    <message>
        <source>Learning rate</source>
        <translation>学习率</translation>
    </message>
    <message>
        <source>&amp;Optimiser</source>
        <translation>优化器(&amp;O)</translation>
    </message>
    <message>
        <source>Momentum</source>
        <translation>动量</translation>
    </message>
    <message>
        <source>Validation split</source>
        <translation>验证集比例</translation>
    </message>
    <message>
        <source>Augmentation</source>
        <translation>数据增强</translation>
    </message>
    <message>
        <source>Seed</source>
        <translation>随机种子</translation>
    </message>
    <message>
        <source>Settings of your own, which no recipe with a name has.</source>
        <translation>你自己的设置，与任何有名称的训练方案都不同。</translation>
    </message>
    <message>
        <source>An epoch takes {0} samples</source>
        <translation>每轮用 {0} 个样本</translation>
    </message>
    <message>
        <source>An epoch takes all samples once</source>
        <translation>每轮把所有样本用一遍</translation>
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
        <translation>{0}你在 {1} 写的内容已经保留下来。</translation>
    </message>
    <message>
        <source>Recovered Drawing</source>
        <translation>恢复的手写</translation>
    </message>
</context>
<context>
    <name>RecoveryWriter</name>
    <message>
        <source>Drawings of earlier sessions could not be looked for: {0}</source>
        <translation>未能查找以前留下的手写：{0}</translation>
    </message>
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
        <source>Te&amp;st</source>
        <translation>测试(&amp;S)</translation>
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
    <message>
        <source>other hands {0} %</source>
        <translation>其他笔迹 {0}%</translation>
    </message>
    <message>
        <source>Other hands: digits by synthetic hands that no network learns from</source>
        <translation>其他笔迹：任何网络都没有学过的合成笔迹所写的数字</translation>
    </message>
</context>
<context>
    <name>ResultNotice</name>
    <message>
        <source>{0} of {1} test digits of {4} right ({2} %), average loss {3}.</source>
        <translation>{4} 的 {1} 个测试数字中对了 {0} 个（{2}%），平均损失 {3}。</translation>
    </message>
    <message>
        <source>The weights of epoch {0} read your drawing now.</source>
        <translation>现在用第 {0} 轮的权重识别你写的数字。</translation>
    </message>
    <message>
        <source>The weights of epoch {0}, which was not finished, read your drawing now.</source>
        <translation>现在用第 {0} 轮（未训练完）的权重识别你写的数字。</translation>
    </message>
    <message>
        <source>Keep the Earlier Model</source>
        <translation>保留原来的模型</translation>
    </message>
    <message>
        <source>Use the Trained Model</source>
        <translation>使用训练出的模型</translation>
    </message>
    <message>
        <source>Of digits by synthetic hands, which it has not learnt from, it reads {0} %.</source>
        <translation>对没有学过的合成笔迹，它能认对 {0}%。</translation>
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
    <message>
        <source>Resume asks before the code in {0} runs.</source>
        <translation>点“继续”后会先询问，才运行 {0} 中的代码。</translation>
    </message>
</context>
<context>
    <name>RunCodeDialog</name>
    <message>
        <source>Run the Code of a Network</source>
        <translation>运行网络的代码</translation>
    </message>
    <message>
        <source>&amp;Browse…</source>
        <translation>浏览(&amp;B)…</translation>
    </message>
    <message>
        <source>&amp;Run the Code</source>
        <translation>运行代码(&amp;R)</translation>
    </message>
    <message>
        <source>&amp;Cancel</source>
        <translation>取消(&amp;C)</translation>
    </message>
    <message>
        <source>C&amp;ode</source>
        <translation>代码(&amp;O)</translation>
    </message>
    <message>
        <source>Network</source>
        <translation>网络</translation>
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
        <source>To go on with {0}, the code in {1} has to run. It may do whatever you may do on this computer: run what you trust.</source>
        <translation>要继续使用 {0}，就得运行 {1} 中的代码。它能做你在这台电脑上能做的任何事：只运行你信任的代码。</translation>
    </message>
    <message>
        <source>This code is not what it was then: it has changed. It goes on if the numbers fit.</source>
        <translation>这份代码已不是当时的代码：它改过了。只要权重还对得上，就能继续。</translation>
    </message>
    <message>
        <source>Say where it is now. Nothing is lost meanwhile.</source>
        <translation>请指明它现在在哪里。在此之前什么也不会丢失。</translation>
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
        <translation>Dropout</translation>
    </message>
    <message>
        <source>synthetic digits</source>
        <translation>合成数字</translation>
    </message>
    <message>
        <source>no digits</source>
        <translation>非数字</translation>
    </message>
    <message>
        <source>middle of the picture first</source>
        <translation>先只看图像中部</translation>
    </message>
    <message>
        <source>Everyday</source>
        <translation>日常</translation>
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
        <source>An experiment is running. Stop it in its window, or wait until it is done, then try again.</source>
        <translation>有实验正在运行。请在实验窗口中停止它，或等它完成，然后再试。</translation>
    </message>
    <message>
        <source>Experiment Is Running</source>
        <translation>实验正在运行</translation>
    </message>
    <message>
        <source>Stop the experiment? Trials that are done are kept, and the others can be run later.</source>
        <translation>停止实验吗？已完成的试验会保留，其余的可以以后再运行。</translation>
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
    <name>SceneRow</name>
    <message>
        <source>From the Window</source>
        <translation>取自窗口</translation>
    </message>
    <message>
        <source>Take what the window shows now</source>
        <translation>采用窗口现在的样子</translation>
    </message>
    <message>
        <source>Show</source>
        <translation>显示</translation>
    </message>
    <message>
        <source>Set the window to it</source>
        <translation>把窗口设置成这样</translation>
    </message>
    <message>
        <source>None</source>
        <translation>不设置</translation>
    </message>
    <message>
        <source>Leave the window as it is then</source>
        <translation>这一步不改变窗口</translation>
    </message>
    <message>
        <source>as it is</source>
        <translation>保持原样</translation>
    </message>
    <message>
        <source>step through</source>
        <translation>逐步演示</translation>
    </message>
    <message>
        <source>shapes and cost</source>
        <translation>形状与计算量</translation>
    </message>
    <message>
        <source>pooling</source>
        <translation>池化</translation>
    </message>
    <message>
        <source>output covered</source>
        <translation>盖住输出</translation>
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
        <source>with the drawing</source>
        <translation>带手写</translation>
    </message>
    <message>
        <source>, </source>
        <translation>，</translation>
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
    <name>ShortcutsDialog</name>
    <message>
        <source>Keyboard Shortcuts</source>
        <translation>键盘快捷键</translation>
    </message>
    <message>
        <source>Find an action or a key</source>
        <translation>查找操作或按键</translation>
    </message>
    <message>
        <source>Keyboard shortcuts</source>
        <translation>键盘快捷键</translation>
    </message>
    <message>
        <source>Action</source>
        <translation>操作</translation>
    </message>
    <message>
        <source>Keys</source>
        <translation>按键</translation>
    </message>
    <message>
        <source>Elsewhere</source>
        <translation>其他</translation>
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
    <name>SlopeGrid</name>
    <message>
        <source>Gradients of the kernel</source>
        <translation>卷积核的梯度</translation>
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
    <message>
        <source>Sample of {0}</source>
        <translation>{0} 的样本</translation>
    </message>
    <message>
        <source>Three grids</source>
        <translation>三个网格</translation>
    </message>
    <message>
        <source>Coloured shapes</source>
        <translation>彩色图形</translation>
    </message>
    <message>
        <source>&amp;Coloured Shapes</source>
        <translation>彩色图形(&amp;C)</translation>
    </message>
    <message>
        <source>&amp;Three Grids: Red, Green, Blue</source>
        <translation>三个网格：红、绿、蓝(&amp;T)</translation>
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
    <name>SpokenAnswer</name>
    <message>
        <source>The network's answer</source>
        <translation>网络的答案</translation>
    </message>
    <message>
        <source>{0}: {1}</source>
        <translation>{0}：{1}</translation>
    </message>
    <message>
        <source>{0}, {1}</source>
        <translation>{0}，{1}</translation>
    </message>
    <message>
        <source>It reads {0}</source>
        <translation>认作 {0}</translation>
    </message>
    <message>
        <source>It reads {0}, {1}</source>
        <translation>认作 {0}，{1}</translation>
    </message>
    <message>
        <source>Not sure: {0}, {1}</source>
        <translation>不确定：{0}，{1}</translation>
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
        <source>Weights in training read now, not {0}</source>
        <translation>现在由训练中的权重识别，而不是 {0}</translation>
    </message>
    <message>
        <source>No model</source>
        <translation>没有模型</translation>
    </message>
    <message>
        <source>{0} You can draw all the same.</source>
        <translation>{0}仍然可以书写。</translation>
    </message>
    <message>
        <source>Model {0}, {1} % right on {2}, runs on the CPU</source>
        <translation>模型 {0}，在 {2} 上认对 {1}%，在 CPU 上运行</translation>
    </message>
    <message>
        <source>its test digits</source>
        <translation>其测试数字</translation>
    </message>
</context>
<context>
    <name>StepView</name>
    <message>
        <source>Show the whole output again</source>
        <translation>重新显示整个输出</translation>
    </message>
    <message>
        <source>Whole o&amp;utput</source>
        <translation>整个输出(&amp;U)</translation>
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
    <message>
        <source>Step by step</source>
        <translation>逐步计算</translation>
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
        <source>A sample or a picture</source>
        <translation>样本或图片</translation>
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
        <translation>墨迹盖住一个像素多少，它就有多亮。没有灰度时，像素非黑即白，边缘呈锯齿状。</translation>
    </message>
    <message>
        <source>MNIST's mean is subtracted, and the rest divided by its deviation: the network was trained on such numbers.</source>
        <translation>减去 MNIST 的均值，再除以标准差：网络是用这样的数训练的。</translation>
    </message>
</context>
<context>
    <name>StopQuestion</name>
    <message>
        <source>&amp;Stop</source>
        <translation>停止(&amp;S)</translation>
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
    <message>
        <source>Precision</source>
        <translation>精确率</translation>
    </message>
    <message>
        <source>Of all that was read as this digit: how much was this digit, in percent</source>
        <translation>在所有认作这个数字的样本中，确实是它的占百分之几</translation>
    </message>
    <message>
        <source>Precision of {0}: {1}</source>
        <translation>{0} 的精确率：{1}</translation>
    </message>
    <message>
        <source>Recall</source>
        <translation>召回率</translation>
    </message>
    <message>
        <source>Of all that is this digit: how much was read as this digit, in percent</source>
        <translation>在所有确实是这个数字的样本中，认对的占百分之几</translation>
    </message>
    <message>
        <source>Recall of {0}: {1}</source>
        <translation>{0} 的召回率：{1}</translation>
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
        <source>Timeline</source>
        <translation>时间线</translation>
    </message>
    <message>
        <source>Now</source>
        <translation>现在</translation>
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
        <source>D&amp;ata set</source>
        <translation>数据集(&amp;A)</translation>
    </message>
    <message>
        <source>&amp;Network</source>
        <translation>网络(&amp;N)</translation>
    </message>
    <message>
        <source>Device</source>
        <translation>设备</translation>
    </message>
    <message>
        <source>The Train page is training. Stop it there, or wait until it is done, then try again.</source>
        <translation>“训练”页正在训练。请在那里停止它，或等它完成，然后再试。</translation>
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
        <source>More Sett&amp;ings</source>
        <translation>更多(&amp;I)</translation>
    </message>
    <message>
        <source>Sam&amp;ples…</source>
        <translation>样本(&amp;P)…</translation>
    </message>
    <message>
        <source>Look at the samples of the data set</source>
        <translation>查看数据集的样本</translation>
    </message>
    <message>
        <source>Something else trains now. The training that was broken off stays offered: resume it afterwards.</source>
        <translation>现在正在进行另一次训练。中断的训练仍然保留：请在它结束后再继续。</translation>
    </message>
</context>
<context>
    <name>TrainingTask</name>
    <message>
        <source>The training could not begin: {1}: {0}. Start digitpad again.</source>
        <translation>训练无法开始：{1}：{0}。请重新启动 digitpad。</translation>
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
        <source>Stop the training and close? The best weights so far are kept.</source>
        <translation>停止训练并关闭吗？到目前为止最好的权重会保留。</translation>
    </message>
    <message>
        <source>&amp;Keep Training</source>
        <translation>继续训练(&amp;K)</translation>
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
    <name>TrialsFiles</name>
    <message>
        <source>Table as &amp;CSV…</source>
        <translation>表格存为 CSV(&amp;C)…</translation>
    </message>
    <message>
        <source>Plot as &amp;File…</source>
        <translation>图表存为文件(&amp;F)…</translation>
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
        <translation>识别一幅图像所需</translation>
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
    <name>Verdict</name>
    <message>
        <source>{0}: {1} instead of {2} ({3}); log odds of {4} by {5} to {6}</source>
        <translation>{0}：{1}，原为 {2}（{3}）；{4} 的对数几率变化 {5}，现为 {6}</translation>
    </message>
</context>
<context>
    <name>WeightStepView</name>
    <message>
        <source>What each place contributes to the gradient</source>
        <translation>每个位置对梯度的贡献</translation>
    </message>
    <message>
        <source>Click a weight: here is where it was used, what each place contributes to its gradient, and what the next step makes of it. Dropout is off, and batch normalisation keeps its averages.</source>
        <translation>点击一个权重：这里显示它用在了哪些位置、每个位置对它的梯度贡献多少，以及下一步它会变成多少。此时不做 Dropout（随机失活），批归一化沿用已有的均值和方差。</translation>
    </message>
    <message>
        <source>Velocity</source>
        <translation>速度</translation>
    </message>
    <message>
        <source>Old weight</source>
        <translation>原来的权重</translation>
    </message>
    <message>
        <source>New weight</source>
        <translation>新的权重</translation>
    </message>
    <message>
        <source>Point at a place for its product</source>
        <translation>指向一处，显示那里的乘积</translation>
    </message>
    <message>
        <source>row {0}, column {1}: {2}</source>
        <translation>第 {0} 行第 {1} 列：{2}</translation>
    </message>
    <message>
        <source>Gradient</source>
        <translation>梯度</translation>
    </message>
    <message>
        <source>+ momentum</source>
        <translation>+ 动量</translation>
    </message>
    <message>
        <source>− rate</source>
        <translation>− 学习率</translation>
    </message>
    <message>
        <source>Input × gradient, once</source>
        <translation>输入 × 梯度，只用在一处</translation>
    </message>
    <message>
        <source>Input × gradient, by place</source>
        <translation>每处的输入 × 梯度</translation>
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
        <source>Red: the loss rises with the weight; blue: it falls</source>
        <translation>红色：权重增大时损失上升；蓝色：损失下降</translation>
    </message>
    <message>
        <source>unit {0}</source>
        <translation>单元 {0}</translation>
    </message>
    <message>
        <source>map {0}, row {1}, column {2}</source>
        <translation>图 {0}，第 {1} 行第 {2} 列</translation>
    </message>
    <message>
        <source>Gradients</source>
        <translation>梯度</translation>
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
        <source>&amp;Split Digit</source>
        <translation>拆分数字(&amp;S)</translation>
    </message>
    <message>
        <source>&amp;Merge with Next Digit</source>
        <translation>与下一个数字合并(&amp;M)</translation>
    </message>
    <message>
        <source>&amp;Delete Digit</source>
        <translation>删除数字(&amp;D)</translation>
    </message>
    <message>
        <source>Copy &amp;Number</source>
        <translation>复制这个数(&amp;N)</translation>
    </message>
    <message>
        <source>Drag the edge of a frame to crop. With Ctrl, move it, or draw another one.
A stroke begins a new drawing; undo brings the picture back. The eraser rubs out ink.</source>
        <translation>拖动方框的边可以裁剪；按住 Ctrl 可以移动方框或画一个新方框。
落笔就重新开始书写；撤销可恢复图片。橡皮擦可以擦掉墨迹。</translation>
    </message>
    <message>
        <source>There is no ink in that frame. Undo brings back what was framed before.</source>
        <translation>这个方框里没有墨迹。撤销可恢复原来的方框。</translation>
    </message>
    <message>
        <source>Copied {0}</source>
        <translation>已复制 {0}</translation>
    </message>
    <message>
        <source>Copied {0}, with a ? after what is not sure</source>
        <translation>已复制 {0}，不确定的位后面加了 ?</translation>
    </message>
    <message>
        <source>Merge</source>
        <translation>合并</translation>
    </message>
    <message>
        <source>Delete Digit</source>
        <translation>删除数字</translation>
    </message>
    <message>
        <source>A dot cannot be split.</source>
        <translation>一个点无法拆分。</translation>
    </message>
    <message>
        <source>Split</source>
        <translation>拆分</translation>
    </message>
    <message>
        <source>Frame</source>
        <translation>方框</translation>
    </message>
</context>
<context>
    <name>WholeNumberBox</name>
    <message>
        <source>{0} is not a whole number from {1} to {2}; it stays {3}.</source>
        <translation>{0} 不是 {1} 到 {2} 之间的整数；保持为 {3}。</translation>
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
    <message>
        <source>Log odds: the natural logarithm of p / (1 − p). 0 is even, +2.2 is 9 to 1, +4.6 is 99 to 1.</source>
        <translation>对数几率：p / (1 − p) 的自然对数。0 表示各占一半，+2.2 是 9 比 1，+4.6 是 99 比 1。</translation>
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
    <name>WindowScene</name>
    <message>
        <source>Lesson</source>
        <translation>课程</translation>
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
        <translation>代替训练方案的随机种子 1</translation>
    </message>
    <message>
        <source>learn the digits of this MNIST-style set too, such as My Digits exports</source>
        <translation>同时学习这个 MNIST 格式数据集里的数字，例如“我的数字”导出的</translation>
    </message>
    <message>
        <source>Epoch {epoch} of {epochs}</source>
        <translation>第 {epoch} / {epochs} 轮</translation>
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
        <translation>图片应有 1 或 3 个通道</translation>
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
        <source>The lesson could not be opened again: {problem}. Change that, and save it then.</source>
        <translation>这节课保存后将无法再打开：{problem}。请先修改，再保存。</translation>
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
        <source>{name} holds no two images of one digit, so that none can be kept for the test. Choose a data set with more images.</source>
        <translation>{name} 中没有两张同一数字的图片，无法留出一张用于测试。请选择图片更多的数据集。</translation>
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
        <source>{path} holds {found} of digits, too few: at least {fewest} are needed. Put pictures, PNG or JPEG say, into its folders 0 to 9, or into train/0 to 9 and test/0 to 9.{aside}{besides}</source>
        <translation>{path} 中标明数字的只有 {found}，太少了：至少要有 {fewest} 张。请把图片（如 PNG 或 JPEG）放进它的 0 到 9 各文件夹，或放进 train/0 到 9 和 test/0 到 9。{aside}{besides}</translation>
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
        <translation>样本</translation>
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
        <source>"{name}" has colours of another size</source>
        <translation>"{name}" 中彩色部分的尺寸不同</translation>
    </message>
    <message>
        <source>"{name}" is not a picture</source>
        <translation>"{name}" 不是图片</translation>
    </message>
    <message>
        <source>"{name}" is an empty frame</source>
        <translation>"{name}" 是空的方框</translation>
    </message>
    <message>
        <source>{name} shows no ink: nothing in it stands out from its paper as strokes do. Choose a picture of a digit.</source>
        <translation>{name} 里没有墨迹：没有什么像笔画那样从纸上显现出来。请选择一张数字图片。</translation>
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
        <source>it has strokes and a picture of paper, and only one of them is read</source>
        <translation>其中既有笔画又有纸张图片，而只能识别其中一种</translation>
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
        <translation>"{name}" 嵌套的块超过 {most} 层</translation>
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
        <source>The weights have other names than those of the network {name}, but its shapes, in its order: they were opened as that. If they were made for another one, open that network with them.</source>
        <translation>权重的名称与网络 {name} 不同，但形状和顺序相同：现在作为它打开。如果是为别的网络做的，请连同权重打开那个网络。</translation>
    </message>
    <message>
        <source>whole numbers: {names}</source>
        <translation>整数：{names}</translation>
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
        <source>{name}: {value}</source>
        <translation>{name}：{value}</translation>
    </message>
    <message>
        <source>{first} {second}</source>
        <translation>{first}{second}</translation>
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
        <translation>{number}. {network}，{recipe}，{epochs:,} 轮，随机种子 {seed}：{parameters:,} 个参数，{outcome}</translation>
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
    <message>
        <source>The ONNX model takes images, n × 1 × 28 × 28, with values from 0 (paper) to 1 (ink), and normalises them itself.</source>
        <translation>这个 ONNX 模型的输入是 n × 1 × 28 × 28 的图像，值从 0（纸）到 1（墨），归一化由模型自己完成。</translation>
    </message>
    <message>
        <source>The tutorial's own: SGD learns from four fifths of the samples, the last fifth validates, and the epoch with the lowest validation loss is kept.</source>
        <translation>教程自己的方案：用 SGD 从五分之四的样本中学习，最后五分之一用于验证，保留验证损失最低的那一轮。</translation>
    </message>
    <message>
        <source>The most of a data set's own test, in about an hour: deformed samples, averaged weights, no validation.</source>
        <translation>让数据集自己的测试准确率尽量高，大约一小时：样本带变形，权重取平均，不留验证集。</translation>
    </message>
    <message>
        <source>&amp;Guide</source>
        <translation>引导(&amp;G)</translation>
    </message>
    <message>
        <source>&amp;Keyboard Shortcuts</source>
        <translation>键盘快捷键(&amp;K)</translation>
    </message>
    <message>
        <source>What “&amp;Not Sure” Means</source>
        <translation>“不确定”是什么意思(&amp;N)</translation>
    </message>
    <message>
        <source>Qt needs system libraries that are not installed. On {system}: {command}</source>
        <translation>Qt 需要的系统库没有安装。在 {system} 上请运行：{command}</translation>
    </message>
    <message>
        <source>Qt needs system libraries that are not installed: {libraries}. Install the packages of your system that have them.</source>
        <translation>Qt 需要的系统库没有安装：{libraries}。请安装你的系统中包含它们的软件包。</translation>
    </message>
    <message>
        <source>PyTorch, which training needs, is not installed. Run this, then start digitpad again: {command}</source>
        <translation>没有安装训练所需的 PyTorch。请运行下面的命令，再重新启动 digitpad：{command}</translation>
    </message>
    <message>
        <source>PyTorch cannot be loaded: {error}. Install it again, then start digitpad again: {command}</source>
        <translation>无法载入 PyTorch：{error}。请重新安装它，再重新启动 digitpad：{command}</translation>
    </message>
    <message>
        <source>This is the small digitpad, which draws, reads and shows, and comes without PyTorch. The full one of the same version trains too, and opens all that was saved here.</source>
        <translation>这是小型版 digitpad，可以书写、识别和查看，不带 PyTorch。同一版本的完整版还能训练，并能打开在这里保存的一切。</translation>
    </message>
    <message>
        <source>Install it again: {command}</source>
        <translation>请重新安装：{command}</translation>
    </message>
    <message>
        <source>PyTorch, which training needs, is not made for this kind of computer. Train on another one, and open the model here.</source>
        <translation>训练所需的 PyTorch 没有适合这种电脑的版本。请在另一台电脑上训练，再在这里打开模型。</translation>
    </message>
    <message>
        <source>The strokes cannot be read: {problem}. Give each as points, (n, 2), with y down.</source>
        <translation>无法读取这些笔画：{problem}。请把每一笔写成点的数组 (n, 2)，y 轴向下。</translation>
    </message>
    <message>
        <source>On the command line: {command}</source>
        <translation>在命令行中：{command}</translation>
    </message>
    <message>
        <source>else what FILE's ending says, and code, a PyTorch script with its weights beside it, where it says nothing</source>
        <translation>不给出时由文件 FILE 的扩展名决定；扩展名没有说明时为 code，即 PyTorch 脚本和旁边的权重文件</translation>
    </message>
    <message>
        <source>{path} holds more than {most:,} images, the most that digitpad reads. Choose a smaller set.</source>
        <translation>{path} 中的图像超过 digitpad 最多读取的 {most:,} 张。请选择较小的数据集。</translation>
    </message>
    <message>
        <source>{path} is labelled from {low:.0f} to {high:.0f}: letters or other signs, and digitpad reads the digits 0 to 9. Choose a set of digits, such as EMNIST digits.</source>
        <translation>{path} 的标签是 {low:.0f} 到 {high:.0f}：是字母或别的符号，而 digitpad 识别的是数字 0 到 9。请选择数字的数据集，例如 EMNIST digits。</translation>
    </message>
    <message>
        <source>{file} (it has no labels)</source>
        <translation>{file}（没有标签）</translation>
    </message>
    <message>
        <source>{root} has no table with labels to learn from. The label stands first in each row, before the pixels: 785 columns for 28 x 28.</source>
        <translation>{root} 中没有带标签、可以用来学习的表格。每行的标签在最前面，后面是像素：28 x 28 时共 785 列。</translation>
    </message>
    <message>
        <source>{source} does not say that it gives a network, and was not run. If you trust it, open it with File → Open Network….</source>
        <translation>{source} 没有说明它给出的是网络，因此没有运行。如果你信任它，请用“文件 → 打开网络…”打开它。</translation>
    </message>
    <message>
        <source>it is an address on the web</source>
        <translation>它是网址</translation>
    </message>
    <message>
        <source>A kernel of three channels</source>
        <translation>三通道的卷积核</translation>
    </message>
    <message>
        <source>Slide, multiply, sum, move on</source>
        <translation>滑动、相乘、求和、移动</translation>
    </message>
    <message>
        <source>Number and size of kernels</source>
        <translation>卷积核的数量和大小</translation>
    </message>
    <message>
        <source>The stride</source>
        <translation>步长</translation>
    </message>
    <message>
        <source>Borders and padding</source>
        <translation>边界与填充</translation>
    </message>
    <message>
        <source>The four pools</source>
        <translation>四种池化</translation>
    </message>
    <message>
        <source>A picture is a grid of numbers. A picture with colours is three such grids: how much red, how much green, how much blue. The lab shows them side by side, and the picture itself. A kernel for it is three small grids, one for each channel. It is laid over all of them at once and answers with one number: how much does this place look like me?</source>
        <translation>图像就是由数组成的网格。彩色图像是三个这样的网格：红色有多少，绿色有多少，蓝色有多少。实验室把三个网格并排显示，旁边是图像本身。对应的卷积核也是三个小网格，每个通道一个。它同时盖在三个网格上，用一个数来回答：这一处和我有多像？</translation>
    </message>
    <message>
        <source>This kernel has twos for red, and minus ones for green and for blue. Its answers are still covered. Where will they be largest?</source>
        <translation>这个卷积核的红色通道上都是 2，绿色和蓝色通道上都是 −1。它的输出还被盖住。哪里的输出会最大？</translation>
    </message>
    <message>
        <source>How many numbers has this kernel, its bias left out?</source>
        <translation>不算偏置，这个卷积核有多少个数？</translation>
    </message>
    <message>
        <source>The smallest kernel has one number for each channel: here 2, −1, −1. Type others over them, until the answer is largest on the blue triangle.</source>
        <translation>最小的卷积核每个通道只有一个数：这里是 2、−1、−1。请改写这些数，直到蓝色三角形上的回答最大。</translation>
    </message>
    <message>
        <source>One answer is for one place. To search the whole picture, the same kernel is used at every place in turn. Four moves are all there is to it: *slide* the kernel to a place, *multiply* each of its numbers by the one below it, *sum* the products, and *move on*. The answers, each at its place, are a picture again: a feature map.</source>
        <translation>一个回答只对应一个位置。要查遍整幅图像，就让同一个卷积核依次用在每个位置上。一共只有四个动作：*滑动*，把卷积核放到一个位置；*相乘*，每个数与它下面的数相乘；*求和*，把乘积加起来；*移动*，去下一个位置。各处的回答放在各自的位置上，又是一幅图像：特征图。</translation>
    </message>
    <message>
        <source>The picture has 5 × 5 pixels and the kernel 3 × 3. How many places are there for it? Count; the output is covered.</source>
        <translation>图像有 5 × 5 个像素，卷积核是 3 × 3。它有多少个位置可放？数一数吧，输出还盖着。</translation>
    </message>
    <message>
        <source>There is an upright line in the middle of the picture, and one in the kernel: twos in the middle, minus ones beside them. Which column of the output will be largest?</source>
        <translation>图像中间有一条竖线，卷积核里也有一条：中间一列是 2，两边是 −1。输出的哪一列会最大？</translation>
    </message>
    <message>
        <source>This kernel looks for a level line. What will its first value be on the upright one? Work it out, or step through the moves.</source>
        <translation>这个卷积核找的是横线。在竖线上，它的第一个值是多少？请算一算，或者一步步走完这些动作。</translation>
    </message>
    <message>
        <source>The number of kernels is the number of questions. Each makes a map of its own: two kernels give two maps, one above the other, as the three colours of a picture are. A larger kernel sees more at once, has more numbers to learn, and fewer places where it fits.</source>
        <translation>有多少个卷积核，就提出多少个问题。每个卷积核得到自己的一张特征图：两个卷积核得到两张，像图像的三个颜色通道那样叠在一起。卷积核越大，一次看到的越多，要学的数越多，能放的位置越少。</translation>
    </message>
    <message>
        <source>The lab has two kernels of 3 × 3 on 28 × 28 pixels. They are replaced by two of 5 × 5. What will the output's shape be?</source>
        <translation>实验室里，两个 3 × 3 的卷积核作用于 28 × 28 个像素。换成两个 5 × 5 的卷积核，输出是什么形状？</translation>
    </message>
    <message>
        <source>Set the kernels so that the output is 3 × 22 × 22: three maps of 22 × 22. Their number (+ and −) and their size are enough.</source>
        <translation>请设置卷积核，使输出为 3 × 22 × 22：三张 22 × 22 的特征图。只需改变卷积核的数量（+ 和 −）和大小。</translation>
    </message>
    <message>
        <source>The stride is how far the kernel moves on. With a stride of 2 it skips every second place, and the map is about half as wide. Along a side of n pixels, for a kernel of k, padding p and stride s, there are floor((n + 2p − k) / s) + 1 places. The lab fills it in.</source>
        <translation>步长是卷积核每次移动的距离。步长为 2 时，它每两个位置跳过一个，特征图的宽度大约减半。一边有 n 个像素，卷积核大小为 k，填充为 p，步长为 s，这一边就有 floor((n + 2p − k) / s) + 1 个位置。实验室会把数代入公式。</translation>
    </message>
    <message>
        <source>A kernel of 5 × 5 with a stride of 3 goes over 28 × 28 pixels, without padding. How many rows has the output?</source>
        <translation>5 × 5 的卷积核以步长 3 扫过 28 × 28 个像素，不填充。输出有多少行？</translation>
    </message>
    <message>
        <source>The kernel stays 3 × 3. Set the stride so that the output is 13 × 13.</source>
        <translation>卷积核保持 3 × 3。请设置步长，使输出为 13 × 13。</translation>
    </message>
    <message>
        <source>A kernel must lie on the picture with all of its cells, so pixels at the border are covered less often than those in the middle, and each convolution makes the picture smaller. Here a 3 × 3 kernel goes over 4 × 4 numbers with a stride of 1: the corner is under one window, the middle under four.</source>
        <translation>卷积核的每一格都必须落在图像上，所以边界上的像素被覆盖的次数比中间少，而且每做一次卷积，图像就变小一些。这里 3 × 3 的卷积核以步长 1 扫过 4 × 4 个数：角上的数只在一个窗口里，中间的数在四个窗口里。</translation>
    </message>
    <message>
        <source>The stride becomes 2, and then the number in the lower right corner is changed. What happens to the output?</source>
        <translation>步长改为 2，再改动右下角的数。输出会怎样？</translation>
    </message>
    <message>
        <source>Padding lays cells around the picture: zeros, which add nothing to a sum, a mirror image, or the border's own values. Set the padding so that every number is seen and the output is 2 × 2. The stride stays 2.</source>
        <translation>填充就是在图像四周补上几圈格子：补零，不给总和增加什么；或者补镜像，或者补边界自己的值。请设置填充，使每个数都被看到，并且输出为 2 × 2。步长仍为 2。</translation>
    </message>
    <message>
        <source>After a kernel has answered everywhere, the exact place matters less than whether it answered at all. Pooling keeps one number of each window: *max* the largest, *average* the mean. *Global* pooling takes the whole map as one window; *adaptive* pooling is told how large the output shall be. There is nothing to learn in them.</source>
        <translation>卷积核在各处都回答之后，准确的位置就不如“有没有回答”重要了。池化在每个窗口里只留下一个数：*最大池化*留下最大值，*平均池化*留下平均值。*全局池化*把整张特征图当作一个窗口，*自适应池化*则先指定输出有多大。它们都没有要学的东西。</translation>
    </message>
    <message>
        <source>Windows of 2 × 2 go over these 4 × 4 numbers with a stride of 2. What do max and average make of the first window?</source>
        <translation>2 × 2 的窗口以步长 2 扫过这 4 × 4 个数。对第一个窗口，最大池化和平均池化各得到什么？</translation>
    </message>
    <message>
        <source>Nobody writes a digit twice at the same place. The drawing moves to the right by one pixel. Which pool's output changes least?</source>
        <translation>没有人会两次把数字写在完全相同的位置。手写向右移动一个像素，哪种池化的输出变化最小？</translation>
    </message>
    <message>
        <source>Set window and stride so that max pooling makes 7 × 7 of the 28 × 28 pixels.</source>
        <translation>请设置窗口和步长，使最大池化把 28 × 28 个像素变成 7 × 7。</translation>
    </message>
    <message>
        <source>On the red square: much red, and little that is taken away. White has all three alike, 2 − 1 − 1 = 0: without the minus ones it would answer just as much. The yellow bar answers too, for there is red in it, and less, for there is green.</source>
        <translation>在红色方块上：红色多，被减去的少。白色三种颜色一样多，2 − 1 − 1 = 0：要是没有那些 −1，白纸的回答会同样大。黄色横条也有回答，因为黄色里有红色；但小一些，因为里面还有绿色。</translation>
    </message>
    <message>
        <source>Three channels of 3 × 3 are 27, and one bias is added to all of them together. The 27 products make one sum: three channels come in, one map goes out.</source>
        <translation>三个通道，每个 3 × 3，一共 27 个数；偏置只有一个，加在总和上。27 个乘积合成一个和：进来三个通道，出去一张特征图。</translation>
    </message>
    <message>
        <source>The numbers are the question, and you have asked another one. A network learns in just this way, only that it finds the numbers by itself.</source>
        <translation>这些数就是问题，你刚才换了一个问题。网络就是这样学习的，只不过这些数是它自己找到的。</translation>
    </message>
    <message>
        <source>Three across and three down: nine places, and so nine values.</source>
        <translation>横着三个，竖着三个：九个位置，所以有九个值。</translation>
    </message>
    <message>
        <source>In the middle the twos lie on the line: 2 + 2 + 2 = 6. One step beside, a column of minus ones lies there: −3. Step through the four moves below to see each sum.</source>
        <translation>在中间一列，几个 2 正好落在线上：2 + 2 + 2 = 6。往旁边移一步，落在线上的是一列 −1：结果是 −3。在下面一步步走完四个动作，可以看到每个总和。</translation>
    </message>
    <message>
        <source>One column of the kernel lies on the line: −1 + 2 − 1 = 0, at every place. A kernel for level lines does not see upright ones. Because it is the same everywhere, it needs nine numbers for a picture of any size.</source>
        <translation>落在线上的总是卷积核的某一列：−1 + 2 − 1 = 0，每个位置都一样。找横线的卷积核看不到竖线。因为处处用的是同一个卷积核，无论图像多大，它只需要九个数。</translation>
    </message>
    <message>
        <source>28 − 5 + 1 = 24 places across and down, and two kernels, so two maps. Without padding a kernel of k takes k − 1 off each side.</source>
        <translation>横竖各有 28 − 5 + 1 = 24 个位置；两个卷积核，所以有两张特征图。不填充时，大小为 k 的卷积核使每边减少 k − 1。</translation>
    </message>
    <message>
        <source>Three kernels of 7 × 7: 28 − 7 + 1 = 22. Look at the parameters: a kernel of 7 × 7 has 49 numbers to learn, one of 3 × 3 has 9.</source>
        <translation>三个 7 × 7 的卷积核：28 − 7 + 1 = 22。再看看参数：7 × 7 的卷积核有 49 个数要学，3 × 3 的只有 9 个。</translation>
    </message>
    <message>
        <source>(28 − 5) / 3 is 7.67, rounded down 7, plus 1 is 8. Two rows and two columns at the end are left over, and no window sees them; the lab says so.</source>
        <translation>(28 − 5) / 3 是 7.67，向下取整得 7，加 1 是 8。最后两行和两列剩了下来，没有窗口看到它们，实验室会指出这一点。</translation>
    </message>
    <message>
        <source>Stride 2, down and to the right: floor((28 − 3) / 2) + 1 = 13. The map has a quarter of the values, and takes a quarter of the multiplications.</source>
        <translation>向下和向右的步长都是 2：floor((28 − 3) / 2) + 1 = 13。特征图的值只有原来的四分之一，乘法次数也只有四分之一。</translation>
    </message>
    <message>
        <source>It stays: there is no room for a second step, so no window sees the last row and the last column. The lab hatches them. Type over the 1 in the corner and look.</source>
        <translation>输出不变：走不了第二步，所以没有窗口看到最后一行和最后一列。实验室用斜线标出它们。请改写角上的 1，看看输出。</translation>
    </message>
    <message>
        <source>Padding 1 is enough: floor((4 + 2·1 − 3) / 2) + 1 = 2. Four windows, and together they cover all sixteen numbers.</source>
        <translation>填充为 1 就够了：floor((4 + 2·1 − 3) / 2) + 1 = 2。四个窗口合起来覆盖了全部十六个数。</translation>
    </message>
    <message>
        <source>The window holds 1, 2, 0 and 1: the largest is 2, the mean is 4 / 4 = 1. Click a value of a pool to see its window and how it comes about.</source>
        <translation>窗口里是 1、2、0、1：最大值是 2，平均值是 4 / 4 = 1。点击池化结果里的一个值，可以看到它的窗口和计算过程。</translation>
    </message>
    <message>
        <source>The global ones do not change as long as no ink leaves the picture, and they no longer know where it was: of ink alone they know how much there is. Of the maps of kernels they still know which features were found. So networks pool small windows first, and globally only at the end.</source>
        <translation>只要墨迹没有移出图像，全局池化的结果就不变；但它也不再知道墨迹在哪里：只看墨迹，它只知道有多少。如果池化的是卷积核的特征图，它还知道找到了哪些特征。所以网络先用小窗口池化，到最后才用全局池化。</translation>
    </message>
    <message>
        <source>A window of 4 × 4 with a stride of 4: (28 − 4) / 4 + 1 = 7. The tutorial's network gets there in two steps of 2, with kernels between them.</source>
        <translation>4 × 4 的窗口，步长为 4：(28 − 4) / 4 + 1 = 7。教程网络分两次、每次减半得到 7 × 7，中间隔着卷积核。</translation>
    </message>
    <message>
        <source>On the red square</source>
        <translation>红色方块上</translation>
    </message>
    <message>
        <source>On the white paper</source>
        <translation>白纸上</translation>
    </message>
    <message>
        <source>On the blue triangle</source>
        <translation>蓝色三角形上</translation>
    </message>
    <message>
        <source>On the yellow bar</source>
        <translation>黄色横条上</translation>
    </message>
    <message>
        <source>The left one</source>
        <translation>左边一列</translation>
    </message>
    <message>
        <source>The middle one</source>
        <translation>中间一列</translation>
    </message>
    <message>
        <source>The right one</source>
        <translation>右边一列</translation>
    </message>
    <message>
        <source>It changes</source>
        <translation>会改变</translation>
    </message>
    <message>
        <source>It stays as it is</source>
        <translation>保持不变</translation>
    </message>
    <message>
        <source>There is none</source>
        <translation>没有输出了</translation>
    </message>
    <message>
        <source>2 and 1</source>
        <translation>2 和 1</translation>
    </message>
    <message>
        <source>1 and 2</source>
        <translation>1 和 2</translation>
    </message>
    <message>
        <source>4 and 1</source>
        <translation>4 和 1</translation>
    </message>
    <message>
        <source>2 and 4</source>
        <translation>2 和 4</translation>
    </message>
    <message>
        <source>Max, 2 × 2</source>
        <translation>最大池化，2 × 2</translation>
    </message>
    <message>
        <source>Average, 2 × 2</source>
        <translation>平均池化，2 × 2</translation>
    </message>
    <message>
        <source>Global</source>
        <translation>全局池化</translation>
    </message>
    <message>
        <source>The network</source>
        <translation>网络</translation>
    </message>
    <message>
        <source>What a loss is</source>
        <translation>什么是损失</translation>
    </message>
    <message>
        <source>Gradient steps</source>
        <translation>梯度下降</translation>
    </message>
    <message>
        <source>Held back: validation</source>
        <translation>留出的样本：验证</translation>
    </message>
    <message>
        <source>Dropout</source>
        <translation>Dropout（随机失活）</translation>
    </message>
    <message>
        <source>Testing, and six samples</source>
        <translation>测试与六个样本</translation>
    </message>
    <message>
        <source>A network is these pieces in a row: kernels, a ReLU that makes negative answers zero, a pool, and again. The first kernels look at ink. Those of conv2 look at all eight maps of pool1 at once: each has a grid for every map, and one sum over all. At the end fully connected layers weigh everything against everything, and give ten numbers, one for each digit.</source>
        <translation>网络就是把这些部件排成一列：先是卷积核，再是把负的回答变成零的 ReLU，然后是池化，如此重复。第一层卷积核看的是墨迹。conv2 的卷积核同时看 pool1 的全部八张特征图：每个卷积核对每张图各有一个小网格，再合成一个总和。最后由全连接层对所有值加权求和，给出十个数，每个数字对应一个。</translation>
    </message>
    <message>
        <source>Which layer of the tutorial's network has the most weights?</source>
        <translation>教程网络的哪一层权重最多？</translation>
    </message>
    <message>
        <source>conv2 makes 32 maps of the 8 before it, with kernels of 3 × 3. How many weights has it, biases left out?</source>
        <translation>conv2 用 3 × 3 的卷积核，把前面的 8 张特征图变成 32 张。不算偏置，它有多少个权重？</translation>
    </message>
    <message>
        <source>The last layer gives ten numbers. Softmax makes probabilities of them, log-softmax their logarithms. The *loss* says with one number how wrong an answer is: it is minus the log probability of the digit that it should have been. A sure and right answer costs nothing, a sure and wrong one very much.</source>
        <translation>最后一层给出十个数。softmax 把它们变成概率，log-softmax 再取对数。*损失*用一个数说明回答错得多厉害：它是真实数字的对数概率取负。有把握而且正确的回答，损失几乎为零；有把握却错了，损失就很大。</translation>
    </message>
    <message>
        <source>The network gives the true digit a probability of 0.5. How large is the loss?</source>
        <translation>网络给真实数字的概率是 0.5。损失是多少？</translation>
    </message>
    <message>
        <source>And if the true digit has a probability of 0.2? Work it out to two decimals, with the natural logarithm.</source>
        <translation>如果真实数字的概率是 0.2 呢？请用自然对数算到两位小数。</translation>
    </message>
    <message>
        <source>Nobody has said which digit your drawing is. For which one would the loss be largest? The page shows the ten log probabilities.</source>
        <translation>还没有人说过你写的是哪个数字。把哪个数字当作真实数字，损失会最大？页面上显示着十个对数概率。</translation>
    </message>
    <message>
        <source>To train is to look for weights with a small loss. The *gradient* says for every weight how the loss changes when the weight grows a little. A step goes the other way: new weight = old weight − learning rate × gradient. Each step looks at one *batch* of samples, not at all: less exact, and many times sooner done.</source>
        <translation>训练就是寻找损失小的权重。*梯度*告诉我们：每个权重稍微增大一点，损失会怎样变化。所以要朝相反的方向走一步：新权重 = 旧权重 − 学习率 × 梯度。每一步只看*一批*样本，而不是全部：没有那么准，但快很多倍。</translation>
    </message>
    <message>
        <source>The learning rate of the tutorial is 0.01. What would come of a rate of 10?</source>
        <translation>教程的学习率是 0.01。如果学习率是 10，会怎样？</translation>
    </message>
    <message>
        <source>The tutorial trains with 48,000 samples in batches of 64. After how many steps has every sample been used once? That is one epoch.</source>
        <translation>教程用 48,000 个样本训练，批大小为 64。走多少步，每个样本正好用过一次？这就是一轮。</translation>
    </message>
    <message>
        <source>With *momentum* m each step adds m times the step before: what has pointed the same way for long gathers speed. Where the gradient stays the same, steps grow to 1 / (1 − m) times their size, with 0.5 to twice. Set the momentum so that they grow to ten times.</source>
        <translation>用了*动量* m，每一步还要加上前一步的 m 倍：一直朝同一方向走，就会越走越快。如果梯度不变，步子最终变成原来的 1 / (1 − m) 倍，动量为 0.5 时是两倍。请设置动量，使步子变成十倍。</translation>
    </message>
    <message>
        <source>A network can learn its samples by heart. So some are held back: of 60,000 the tutorial trains with the first 48,000 and validates with the last 12,000, 4 to 1. After each epoch the loss on these is measured. Nothing is learnt from them.</source>
        <translation>网络可能把样本背下来。所以要留出一部分：60,000 个样本里，教程用前 48,000 个训练，用后 12,000 个验证，比例是 4 : 1。每一轮之后，在这些样本上测量损失，但不从中学习。</translation>
    </message>
    <message>
        <source>The training loss falls all the time. The validation loss is, epoch by epoch: 0.21, 0.14, 0.11, 0.09, 0.10, 0.13. After which epoch are the weights the ones to keep?</source>
        <translation>训练损失一直在下降。验证损失一轮一轮依次是：0.21、0.14、0.11、0.09、0.10、0.13。应当保留第几轮之后的权重？</translation>
    </message>
    <message>
        <source>Set the validation split so that 6,000 of 60,000 samples are held back.</source>
        <translation>请设置验证集比例，使 60,000 个样本中留出 6,000 个。</translation>
    </message>
    <message>
        <source>While the tutorial's network trains, dropout sets half of the 49 units after fc1 to zero, others by chance in every batch. No unit can rely on a single other one, and what is learnt is spread over many. It is one more way not to learn by heart.</source>
        <translation>教程网络训练时，Dropout 把 fc1 之后 49 个单元中的一半置零，每一批都重新随机挑选。没有哪个单元能只依靠另一个单元，学到的东西就分散到许多单元上。这也是防止死记硬背的一种办法。</translation>
    </message>
    <message>
        <source>The network reads your drawing now. How many of the 49 units does a dropout of 0.5 set to zero?</source>
        <translation>现在网络正在识别你的手写。比例为 0.5 的 Dropout 会把 49 个单元中的多少个置零？</translation>
    </message>
    <message>
        <source>Do by hand what dropout does: click a unit and press Silence (S). Is the answer still the same?</source>
        <translation>请亲手做 Dropout 做的事：点击一个单元，再按“屏蔽”(S)。答案还一样吗？</translation>
    </message>
    <message>
        <source>At the end the test set: 10,000 digits with which nothing was trained and nothing chosen. It gives the average loss, how many of all were right, and the percentage. Who tries many networks and takes the one that is best on the test set has trained with it by hand: for choosing there is validation.</source>
        <translation>最后是测试集：10,000 个数字，既没有用来训练，也没有用来挑选。它给出平均损失、答对的个数和百分比。试了许多网络，再挑测试集上最好的一个，就等于亲手用测试集训练：挑选要用验证集。</translation>
    </message>
    <message>
        <source>How many of the test digits will this network read wrongly? Say what you expect.</source>
        <translation>这个网络会认错多少个测试数字？请说出你的预测。</translation>
    </message>
    <message>
        <source>The model was tested. How many of the samples were read wrongly?</source>
        <translation>模型测试完了。有多少个样本认错了？</translation>
    </message>
    <message>
        <source>The tutorial ends with six samples, each with its truth and what was read. The Test page draws them by chance beside the matrix. A click on one puts it on the canvas: the Layers page then shows what the network made of it.</source>
        <translation>教程最后展示六个样本，每个都标出真实数字和识别结果。在“测试”页的矩阵旁边，可以随机抽取六个样本。点击一个，它就会放到画布上：“层”页随即显示网络是怎么看它的。</translation>
    </message>
    <message>
        <source>fc1: each of its 49 units has a weight for each of the 32 × 7 × 7 = 1,568 values before it, 76,832 in all, and 96 of 100 weights of the network. A convolution uses its few numbers again at every place.</source>
        <translation>是 fc1：它的 49 个单元，对前面 32 × 7 × 7 = 1,568 个值各有一个权重，一共 76,832 个，占整个网络的 96%。卷积则在每个位置都重复使用它那不多的几个数。</translation>
    </message>
    <message>
        <source>32 × 8 × 9 = 2,304. A fully connected layer from the same 8 × 14 × 14 values to the same 32 × 14 × 14 would need 1,568 × 6,272 = 9,834,496 weights: four thousand times as many. Sharing weights is why convolutions can be learnt from a few thousand digits.</source>
        <translation>32 × 8 × 9 = 2,304。如果用全连接层把同样的 8 × 14 × 14 个值变成同样的 32 × 14 × 14 个值，需要 1,568 × 6,272 = 9,834,496 个权重：四千多倍。正因为共享权重，卷积只用几千个数字就能学会。</translation>
    </message>
    <message>
        <source>−log 0.5 = 0.69. For 0.9 it is 0.11, for 0.1 it is 2.30, for 0.01 it is 4.61: it costs most to have ruled out what was true. Below, each step from ten logits to one log probability.</source>
        <translation>−log 0.5 = 0.69。概率为 0.9 时是 0.11，0.1 时是 2.30，0.01 时是 4.61：把真实数字排除在外，代价最大。下面是从十个 logit 到一个对数概率的每一步。</translation>
    </message>
    <message>
        <source>−log 0.2 = 1.61.</source>
        <translation>−log 0.2 = 1.61。</translation>
    </message>
    <message>
        <source>The one that the network thinks least likely. The loss of the digit that it reads is the smallest of the ten.</source>
        <translation>是网络认为最不可能的那个。它识别出的那个数字，损失是十个里最小的。</translation>
    </message>
    <message>
        <source>The gradient is true for a small step only. A large one lands on the other side of the valley, higher up, where the gradient is larger still. With a rate that is too small it learns too, and takes for ever. Set the rate, train, and look at the curve.</source>
        <translation>梯度只在一小步之内可信。步子太大，就会越过谷底，落到对面更高的地方，那里的梯度更大。学习率太小也能学，只是慢得没有尽头。请设置学习率，训练一次，看看曲线。</translation>
    </message>
    <message>
        <source>48,000 / 64 = 750 steps. With batches of 128 there would be half as many, each of them surer of its way.</source>
        <translation>48,000 / 64 = 750 步。批大小为 128 时步数减半，但每一步的方向更准。</translation>
    </message>
    <message>
        <source>1 / (1 − 0.9) = 10. Noise of single batches, which points now here, now there, evens out.</source>
        <translation>1 / (1 − 0.9) = 10。单独一批带来的噪声一会儿朝这边、一会儿朝那边，会相互抵消。</translation>
    </message>
    <message>
        <source>After the fourth, where the validation loss is lowest. From there on it gets better at the samples that it knows, and worse at those that it does not: it overfits. The last weights are not the best ones, and the training loss would never say so.</source>
        <translation>第四轮之后，那里的验证损失最低。从此以后，它对见过的样本越来越好，对没见过的越来越差：这就是过拟合。最后的权重不是最好的，而训练损失永远不会告诉你这一点。</translation>
    </message>
    <message>
        <source>10 %. More samples to train with, and a validation loss that is less sure: it is the mean of fewer.</source>
        <translation>10%。用来训练的样本多了，验证损失就没有那么可靠：因为它只是较少样本的平均值。</translation>
    </message>
    <message>
        <source>None: to read, and to be tested, all units work. The zeros that you see are the ReLU's. In training, those that are left are doubled, so that the sums after them are on average as large as later without dropout.</source>
        <translation>一个也没有：识别和测试时，所有单元都工作。你看到的零来自 ReLU。训练时，剩下的单元要乘以 2，这样后面的总和平均来说就和以后没有 Dropout 时一样大。</translation>
    </message>
    <message>
        <source>Mostly it is: other units know it as well, and dropout trains a network to make do without any single one. Silence more until the answer changes; Restore brings them all back.</source>
        <translation>多半一样：别的单元也知道，而 Dropout 训练的正是这种本领：缺了任何一个单元，网络都能应付。请继续屏蔽，直到答案改变；“还原”会让它们全部回来。</translation>
    </message>
    <message>
        <source>Now press Test, and compare.</source>
        <translation>现在请按“测试”，比较一下。</translation>
    </message>
    <message>
        <source>The matrix says which digit was taken for which: truth in the rows, what was read in the columns, and on the diagonal what was right. A click on a cell shows its samples.</source>
        <translation>矩阵说明哪个数字被认成了哪个：行是真值，也就是真实数字，列是识别结果，对角线上的是认对的。点击一格，可以看到其中的样本。</translation>
    </message>
    <message>
        <source>It learns a thousand times as fast</source>
        <translation>学习快一千倍</translation>
    </message>
    <message>
        <source>Steps overshoot, and the loss grows</source>
        <translation>步子过大，损失反而增大</translation>
    </message>
    <message>
        <source>It makes no difference</source>
        <translation>没有区别</translation>
    </message>
    <message>
        <source>About 25</source>
        <translation>大约 25 个</translation>
    </message>
    <message>
        <source>None</source>
        <translation>一个也没有</translation>
    </message>
    <message>
        <source>All</source>
        <translation>全部</translation>
    </message>
    <message>
        <source>A text has more than {most:,} letters. Shorten it.</source>
        <translation>有一段文字超过 {most:,} 个字。请缩短。</translation>
    </message>
    <message>
        <source>The title has more than {most} letters.</source>
        <translation>标题超过 {most} 个字。</translation>
    </message>
    <message>
        <source>A choice needs two options at least, one in each line.</source>
        <translation>选择题至少要有两个选项，每行一个。</translation>
    </message>
    <message>
        <source>Say which of the options is right.</source>
        <translation>请指出哪个选项正确。</translation>
    </message>
    <message>
        <source>An option has more than {most} letters. Shorten it.</source>
        <translation>有一个选项超过 {most} 个字。请缩短。</translation>
    </message>
    <message>
        <source>Say which number is right.</source>
        <translation>请填写正确的数。</translation>
    </message>
    <message>
        <source>Tick at least one thing that is to be set.</source>
        <translation>请至少勾选一项要设置的内容。</translation>
    </message>
    <message>
        <source>Maps of the lab's output</source>
        <translation>实验室输出的特征图数</translation>
    </message>
    <message>
        <source>Rows of the lab's output</source>
        <translation>实验室输出的行数</translation>
    </message>
    <message>
        <source>Columns of the lab's output</source>
        <translation>实验室输出的列数</translation>
    </message>
    <message>
        <source>Values of one output map</source>
        <translation>一张输出特征图的值的个数</translation>
    </message>
    <message>
        <source>First value of the lab's output</source>
        <translation>实验室输出的第一个值</translation>
    </message>
    <message>
        <source>Largest value of the first output map</source>
        <translation>第一张输出特征图的最大值</translation>
    </message>
    <message>
        <source>Channels of the lab's kernels</source>
        <translation>实验室卷积核的通道数</translation>
    </message>
    <message>
        <source>Kernels in the lab</source>
        <translation>实验室里的卷积核数</translation>
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
        <source>Weights of one kernel</source>
        <translation>一个卷积核的权重数</translation>
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
        <source>Pixels that no window sees</source>
        <translation>没有窗口看到的像素数</translation>
    </message>
    <message>
        <source>Rows after max pooling</source>
        <translation>最大池化后的行数</translation>
    </message>
    <message>
        <source>Columns after max pooling</source>
        <translation>最大池化后的列数</translation>
    </message>
    <message>
        <source>Rows after adaptive pooling</source>
        <translation>自适应池化后的行数</translation>
    </message>
    <message>
        <source>Columns after adaptive pooling</source>
        <translation>自适应池化后的列数</translation>
    </message>
    <message>
        <source>Weights of the layer</source>
        <translation>该层的权重数</translation>
    </message>
    <message>
        <source>The layer with most weights</source>
        <translation>权重最多的层</translation>
    </message>
    <message>
        <source>Maps and kernels changed by hand</source>
        <translation>手动改动的特征图和卷积核数</translation>
    </message>
    <message>
        <source>The digit that is read</source>
        <translation>识别出的数字</translation>
    </message>
    <message>
        <source>The digit with the least probability</source>
        <translation>概率最小的数字</translation>
    </message>
    <message>
        <source>Loss if the answer is right</source>
        <translation>答案正确时的损失</translation>
    </message>
    <message>
        <source>Epochs in the form</source>
        <translation>设置的轮数</translation>
    </message>
    <message>
        <source>Batch size</source>
        <translation>批大小</translation>
    </message>
    <message>
        <source>Learning rate</source>
        <translation>学习率</translation>
    </message>
    <message>
        <source>Momentum</source>
        <translation>动量</translation>
    </message>
    <message>
        <source>Share held back</source>
        <translation>留出的比例</translation>
    </message>
    <message>
        <source>The optimiser is SGD</source>
        <translation>优化器是 SGD</translation>
    </message>
    <message>
        <source>Epochs trained</source>
        <translation>已训练的轮数</translation>
    </message>
    <message>
        <source>Epoch with the lowest validation loss</source>
        <translation>验证损失最低的一轮</translation>
    </message>
    <message>
        <source>Samples tested</source>
        <translation>测试的样本数</translation>
    </message>
    <message>
        <source>Test samples read wrongly</source>
        <translation>认错的测试样本数</translation>
    </message>
    <message>
        <source>{name} looks like a network's code, which Python takes from files whose name ends in .py alone. Give it such a name, and open it again.</source>
        <translation>{name} 看起来是网络的代码，而 Python 只认名称以 .py 结尾的文件。请把它改成这样的名称，再打开。</translation>
    </message>
    <message>
        <source>{name} is an archive, and damaged: perhaps it was not copied whole. Copy or download it again, unpack it, and open what is in it.</source>
        <translation>{name} 是压缩包，而且已损坏：可能没有复制完整。请重新复制或下载，解压后打开其中的文件。</translation>
    </message>
    <message>
        <source>The lesson is too long for one file: its drawings and pictures are too large. Take some steps out, or choose smaller pictures.</source>
        <translation>这一课太长，一个文件放不下：手写和图片太大。请去掉几步，或选择小一些的图片。</translation>
    </message>
    <message>
        <source>"{name}" asks for what this version does not know</source>
        <translation>"{name}" 所问的内容，这个版本不认识</translation>
    </message>
    <message>
        <source>"{name}" has no option that is right</source>
        <translation>"{name}" 没有正确的选项</translation>
    </message>
    <message>
        <source>"{name}" has no number that is right</source>
        <translation>"{name}" 没有正确的数</translation>
    </message>
    <message>
        <source>The weights fit {others} as well; they were opened as {name}. Another network can be opened with them: File, Open Network….</source>
        <translation>这些权重也适合 {others}；现在作为 {name} 打开。也可以连同权重打开别的网络：文件 → 打开网络…。</translation>
    </message>
    <message>
        <source>{path} holds weights whose shapes fit {names} alike. Open the one that they were made for with them: File, Open Network….</source>
        <translation>{path} 中权重的形状同样适合 {names}。请连同权重打开它原来的网络：文件 → 打开网络…。</translation>
    </message>
    <message numerus="yes">
        <source>{path} holds %n tensors, first {first}: weights of a network that is not known here, whose code is needed. Open that network with them: File, Open Network….</source>
        <translation>
            <numerusform>{path} 中有 %n 个张量，第一个是 {first}：这是这里不认识的网络的权重，需要它的代码。请连同权重打开那个网络：文件 → 打开网络…。</numerusform>
        </translation>
    </message>
    <message>
        <source>{path} has the names of the network {name}, but other weights: {problems}. Open the network that they were made for with them: File, Open Network….</source>
        <translation>{path} 的名称与网络 {name} 相同，权重却不同：{problems}。请连同权重打开它原来的网络：文件 → 打开网络…。</translation>
    </message>
    <message>
        <source>{path} holds the numbers of {network}, without its code, and nothing was run. Open its code with File → Open Network….</source>
        <translation>{path} 里只有 {network} 的权重，没有它的代码，也没有运行任何代码。请用“文件 → 打开网络…”打开它的代码。</translation>
    </message>
    <message>
        <source>There is no display to open a window on; these work without one: {commands}.</source>
        <translation>没有可以打开窗口的显示器；这些命令不需要它：{commands}。</translation>
    </message>
    <message>
        <source>The display {display} does not answer, so no window can open; these work without one: {commands}.</source>
        <translation>显示器 {display} 没有应答，所以无法打开窗口；这些命令不需要它：{commands}。</translation>
    </message>
    <message>
        <source>PyTorch cannot be loaded: Windows lacks {files}, of the Microsoft Visual C++ Redistributable. Install it from {address}, then start digitpad again.</source>
        <translation>无法载入 PyTorch：Windows 缺少 {files}，它们属于 Microsoft Visual C++ Redistributable（运行库）。请从 {address} 安装它，然后重新启动 digitpad。</translation>
    </message>
    <message>
        <source>PyTorch cannot be loaded: {error}. {remedy}</source>
        <translation>无法载入 PyTorch：{error}。{remedy}</translation>
    </message>
    <message>
        <source>For a first try, in a minute or less: it reads what people draw. A third of its {samples:,} samples is added synthetic handwriting.</source>
        <translation>适合第一次尝试，一分钟以内：能读懂人们手写的数字。{samples:,} 个样本中有三分之一是另外加入的合成手写数字。</translation>
    </message>
    <message numerus="yes">
        <source>After %n steps</source>
        <translation>
            <numerusform>学习 %n 步之后</numerusform>
        </translation>
    </message>
    <message>
        <source>&amp;Write a Lesson…</source>
        <translation>编写课程(&amp;W)…</translation>
    </message>
    <message numerus="yes">
        <source>after %n steps of learning</source>
        <translation>
            <numerusform>学习 %n 步之后</numerusform>
        </translation>
    </message>
    <message>
        <source>S&amp;amples of the Data Set…</source>
        <translation>数据集的样本(&amp;A)…</translation>
    </message>
    <message>
        <source>With --json a command prints JSON, the same in every language, and nothing else on standard output. Bad use ends with 2 and a failure with 1, each with one line on standard error. MNIST is found in DIR/MNIST/raw, in DIR/raw and in DIR, packed or not, where --data or DIGITPAD_DATA names DIR; each file's published check sum is verified before it is used. A model is a safetensors file with architecture, normalisation, recipe, seed, data and test accuracy in it; state dicts and ONNX files open too, and nothing in a file is executed.</source>
        <translation>加 --json 时，命令在标准输出上只打印 JSON，内容与语言无关。用法错误时退出码为 2，失败时为 1，并各在标准错误上输出一行说明。--data 或 DIGITPAD_DATA 指明 DIR，MNIST 在 DIR/MNIST/raw、DIR/raw 和 DIR 里查找，压缩与否都可以；每个文件使用之前都按公布的校验和检查。模型是 safetensors 文件，里面有网络结构、归一化、训练方案、随机种子、数据和测试准确率；状态字典和 ONNX 文件也能打开，文件里的任何内容都不会被执行。</translation>
    </message>
    <message>
        <source>{tested}. Synthetic hands, none of them learnt from: {hands:.1f} %. Saved in {path} after {seconds:.1f} s of training.</source>
        <translation>{tested}。没有学过的合成笔迹：{hands:.1f}%。训练 {seconds:.1f} 秒后保存在 {path}。</translation>
    </message>
    <message>
        <source>Channel that is strongest where the output is largest (0 red, 1 green, 2 blue)</source>
        <translation>输出最大处最强的通道（0 红，1 绿，2 蓝）</translation>
    </message>
    <message>
        <source>The soonest to 99 % of MNIST's test. An epoch takes {samples:,} samples, not the whole data set; the next one goes on from there.</source>
        <translation>最快在 MNIST 测试集上达到 99%。一轮只取 {samples:,} 个样本，而不是整个数据集；下一轮接着取。</translation>
    </message>
    <message>
        <source>else the bundled one; best is the larger one that comes with digitpad too</source>
        <translation>否则用自带模型；best 指同样随 digitpad 附带的较大模型</translation>
    </message>
    <message>
        <source>Steps with your own eyes, from this drawing alone. Below, choose another true digit than the one that is read, so that the loss is large. Set the rate to 0.001, and take steps until the loss has fallen by 5.</source>
        <translation>亲眼看看每一步怎样学，只用这一幅手写。请在下面选一个与识别结果不同的真实数字，这样损失就很大。把学习率设为 0.001，一步一步走，直到损失下降了 5。</translation>
    </message>
    <message>
        <source>Each step goes a little way down. Press Restore, and take one step with 0.01: the bundled model has overshot, all digits are alike, and the loss is −log 0.1 = 2.30. Restore brings the network back.</source>
        <translation>每一步都往下走一点。请按“还原”，再用 0.01 走一步：自带模型走过了头，十个数字的概率都一样，损失是 −log 0.1 = 2.30。“还原”会让网络回到原来的样子。</translation>
    </message>
    <message>
        <source>How far steps on the Layers page lowered the loss</source>
        <translation>在“层”页走的这些步使损失下降了多少</translation>
    </message>
    <message>
        <source>The network takes images of {shape}, and a drawing can be made into square ones of {least} to {most} pixels, of 1 channel or 3. Choose another network.</source>
        <translation>这个网络的输入图像是 {shape}，而手写只能变成边长 {least} 到 {most} 像素、1 个或 3 个通道的正方形图像。请另选一个网络。</translation>
    </message>
    <message>
        <source>The network puts paper around a drawing of {drawing} pixels, and takes images of {side}. Choose another network.</source>
        <translation>这个网络要在边长 {drawing} 像素的手写四周补纸，而它的输入图像边长只有 {side}。请另选一个网络。</translation>
    </message>
    <message>
        <source>{name} is too large to be adapted: {count:,} values of each digit go into the layers that learn, at most {most:,} can. Choose a smaller network.</source>
        <translation>{name} 太大，无法适应笔迹：每个数字有 {count:,} 个值进入要学习的层，最多只能有 {most:,} 个。请选择较小的网络。</translation>
    </message>
    <message>
        <source>The ONNX model takes images, n × 1 × 28 × 28, with values from 0 (paper) to 1 (ink), normalises them itself, and makes of them what its first layer takes, {shape}.</source>
        <translation>ONNX 模型的输入是 n × 1 × 28 × 28 的图像，值从 0（纸）到 1（墨）；模型自己做归一化，并把图像变成第一层的输入 {shape}。</translation>
    </message>
    <message>
        <source>what the designer saved, FILE.py:NAME, torchvision.models:NAME, or {names}</source>
        <translation>设计器保存的文件、FILE.py:NAME、torchvision.models:NAME，或 {names}</translation>
    </message>
    <message>
        <source>The code of {network} is not open. Open it and run the trial again.</source>
        <translation>{network} 的代码没有打开。请打开它，再运行这次试验。</translation>
    </message>
    <message>
        <source>The training cannot go on with the code of {network} as it is now: {problem}. Put the code back as it was and resume again.</source>
        <translation>{network} 的代码现在这个样子，训练无法继续：{problem}。请把代码恢复原样，再继续训练。</translation>
    </message>
    <message>
        <source>The bundled model's, for hands from anywhere, in some minutes: deformed samples, synthetic handwriting and scribbles among them.</source>
        <translation>自带模型所用的方案，适合各种人的笔迹，几分钟即可完成：样本带变形，其中混有合成手写数字和随手乱画的笔迹。</translation>
    </message>
</context>
</TS>
