"""What is known of matplotlib without it: names of typefaces, and how threads import it."""

from threading import RLock

# Charts and figures are drawn in threads of their own, each of which imports what it needs of
# matplotlib. Two at once see its modules half made, and both fail for as long as the program runs.
importing_matplotlib = RLock()

# For Chinese, which Inter lacks. Ours comes first and has the signs of the program's own texts, so
# that these need the same room on every machine; then what systems bring, for names of files and
# the like. matplotlib sees but the first face of a collection, in Japan's forms or Hong Kong's.
OURS = "Noto Sans SC digitpad"
CHINESE = (
    OURS,
    "Noto Sans CJK SC",
    "Noto Sans SC",
    "Source Han Sans SC",
    "Source Han Sans CN",
    "Microsoft YaHei",
    "PingFang SC",
    "Hiragino Sans GB",
    "WenQuanYi Micro Hei",
    "WenQuanYi Zen Hei",
    "SimHei",
    "Noto Sans CJK JP",
)
