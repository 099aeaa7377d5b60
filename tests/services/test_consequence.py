"""What a step writes is so for the very next one."""

from __future__ import annotations

from tests.services.arena import arena

STEPS = """
senders: {email: [anna, ben]}
steps:
  - tag: vip
  - set: {title: "Dr {{ first_name }}"}
  - stage: contacted
  - id: for-vips
    if: '"vip" in lead.tags and lead.title == "Dr Lea0" and lead.stage == "contacted"'
    email: {subject: "Dear {{ title }}", body: "Hello {{ title }}."}
  - branch: '"vip" in lead.tags and "tagged" in events and "stage.contacted" in events'
    then:
      - tag: seen
    else:
      - tag: missed
"""


async def test_a_step_reads_what_the_one_before_it_wrote(database_url: str) -> None:
    async with arena(database_url, steps=STEPS) as opened:
        await opened.enroll(1)
        await opened.run()
        lead = (await opened.rows("leads"))[0]
        assert opened.wire.counts == {"lead0@co0.example": 1}
        assert (lead["tags"], lead["title"], lead["stage"]) == (
            ["vip", "seen"],
            "Dr Lea0",
            "contacted",
        )
