"""Questions of circumstances, figures and what people found behind them."""

from typing import Final

WITHOUT_SCOPE: Final = {"trends.judge_series": "judges figures that were read for the viewer already"}
