"""Characters that synthetic names are drawn from: common ones, put together by chance, so that nobody real is meant."""

SURNAMES = tuple(
    "王李张刘陈杨黄赵周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文"
)
"""A hundred common surnames, roughly in order of how many people bear them; earlier ones are drawn more often."""

GIVEN = tuple(
    "安博晨承驰楚达冬恩凡菲枫歌冠涵航豪和恒宏华嘉健江杰锦静娟俊凯可乐蕾立霖凌璐萌梦明茗楠宁诺鹏其琪清然仁蓉睿若森珊诗书舒思松涛天婷彤薇巍文希曦夏贤翔潇晓欣馨星旭轩雪雅妍彦洋瑶怡艺益逸盈颖悠宇雨语玉煜远悦云泽哲真知志智舟竹卓子紫"
)
"""Given-name characters of either sex; one or two of them make a given name."""
