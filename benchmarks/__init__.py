"""What Outreach costs, beside floors and peers measured in the same run."""
