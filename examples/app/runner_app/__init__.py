"""An example app on itb_rules: diaries of runners in SQLite, a page for each of them, and a JSON API beside it."""

from runner_app.app import create_app

__all__ = ["create_app"]
