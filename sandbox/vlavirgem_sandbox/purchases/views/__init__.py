"""Pages of joint purchases. Each reads through models and acts through services."""
