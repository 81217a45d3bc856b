"""Tables of list prices, as their makers publish them."""

import json


def a_table(dollars: float, since: str = "2030-04-30") -> bytes:
    """One model of OpenAI's, at this price since that day."""
    prices = [
        {"prices": {"input_mtok": 1, "output_mtok": 2}},
        {
            "constraint": {"start_date": since},
            "prices": {"input_mtok": dollars, "cache_read_mtok": dollars / 4, "output_mtok": 9},
        },
    ]
    model = {"id": "new-model", "match": {"equals": "new-model"}, "prices": prices}
    provider = {
        "id": "openai",
        "name": "OpenAI",
        "api_pattern": "https://api\\.openai\\.com",
        "models": [model],
    }
    return json.dumps([provider]).encode()
