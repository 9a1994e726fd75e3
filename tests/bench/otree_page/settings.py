"""An oTree project of one app: a seat of a beer game."""

from os import environ

SESSION_CONFIGS = [{"name": "beer", "app_sequence": ["beer"], "num_demo_participants": 4}]
SESSION_CONFIG_DEFAULTS = {"real_world_currency_per_point": 1.0, "participation_fee": 0.0, "doc": ""}
PARTICIPANT_FIELDS: list[str] = []
SESSION_FIELDS: list[str] = []
LANGUAGE_CODE = "en"
REAL_WORLD_CURRENCY_CODE = "USD"
USE_POINTS = True
ADMIN_USERNAME = "admin"
ADMIN_PASSWORD = environ.get("OTREE_ADMIN_PASSWORD", "")
DEMO_PAGE_INTRO_HTML = ""
SECRET_KEY = environ["BENCH_SECRET"]  # made anew for each run
