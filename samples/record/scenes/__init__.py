"""All scenes, in the order of the table in samples/README.md."""

from scenes import browsers, opening, first_steps, framing, messages, closing, refusals, proxies, tunnels, secure, connections  # noqa: F401
from scenes import negotiation, states, pings  # noqa: F401
from scenes import endings, quiz  # noqa: F401
from scenes import vanishing, restarting  # noqa: F401
from scenes import access, pressure  # noqa: F401
from scenes import access  # noqa: F401
from scenes import savings  # noqa: F401
from scenes import detecting  # noqa: F401
from scenes import bakery  # noqa: F401
