"""Names of typefaces, apart from what matplotlib does with them: the window asks without it."""

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
