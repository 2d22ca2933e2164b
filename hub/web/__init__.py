"""What all pages of the hub share: who visits, form tokens, headers, error pages, template filters."""
