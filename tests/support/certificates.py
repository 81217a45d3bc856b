"""An authority of our own, and a server on this computer that it vouches for; for tests alone."""

import ssl
from pathlib import Path

AUTHORITY = """\
-----BEGIN CERTIFICATE-----
MIIBrDCCAVGgAwIBAgIUSHT+UQW0NxKV/o9HEnxsVeN/oMkwCgYIKoZIzj0EAwIw
IjEgMB4GA1UEAwwXVHJpcHR5Y2ggdGVzdCBhdXRob3JpdHkwIBcNMjYxMTIxMTAz
NTMxWhgPMjEyNjEwMjgxMDM1MzFaMCIxIDAeBgNVBAMMF1RyaXB0eWNoIHRlc3Qg
YXV0aG9yaXR5MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEWvwdqGDS22M9+zcq
09irvYYDBQSmRRihZhgNpvd0LDTz/GatHM0uVFRSFK87tqGSj8KHCYocjLDlfkDx
hcFOuaNjMGEwHQYDVR0OBBYEFFIR5cbtJhHooyodfj9YRudhxHzyMB8GA1UdIwQY
MBaAFFIR5cbtJhHooyodfj9YRudhxHzyMA8GA1UdEwEB/wQFMAMBAf8wDgYDVR0P
AQH/BAQDAgEGMAoGCCqGSM49BAMCA0kAMEYCIQCp5sKOG1TEjVzZC7gmrxIZdFz8
53kMcYGh8T44bUGdawIhAIhlCwmvs5btuP0meAeGt9KIuazzDGFMf4zAN5vUoWsH
-----END CERTIFICATE-----
"""
_SERVER = """\
-----BEGIN CERTIFICATE-----
MIIBtzCCAV6gAwIBAgIUdNfrNdNsXrMWUMIMlrfeO9z3OuEwCgYIKoZIzj0EAwIw
IjEgMB4GA1UEAwwXVHJpcHR5Y2ggdGVzdCBhdXRob3JpdHkwIBcNMjYxMTIxMTAz
NTMxWhgPMjEyNjEwMjgxMDM1MzFaMBQxEjAQBgNVBAMMCTEyNy4wLjAuMTBZMBMG
ByqGSM49AgEGCCqGSM49AwEHA0IABBwWHtyMIzMBCTlCUAfPtD0sQoqoKcml8wLT
r6J9SDB7GIPzxghZbIcZyr33LfT3oG5FuqP8KnwtE8liwSliehyjfjB8MBoGA1Ud
EQQTMBGHBH8AAAGCCWxvY2FsaG9zdDAJBgNVHRMEAjAAMBMGA1UdJQQMMAoGCCsG
AQUFBwMBMB8GA1UdIwQYMBaAFFIR5cbtJhHooyodfj9YRudhxHzyMB0GA1UdDgQW
BBTGnZyBOYGWE5Xo0ZtjiD5jxzsTlTAKBggqhkjOPQQDAgNHADBEAiAcMNXWOM2L
anhmT7UV3N9SYR3oerUd5tqHFYtJI4CWLAIgarT5PH7AXZm85yQqnqTg40fclbY+
pPohYjF0elUxn+s=
-----END CERTIFICATE-----
"""
_SERVER_KEY = """\
-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgccRRg4iBObJczTVd
QxtQfrpHxoGG8g6SGnVmZYyl9lahRANCAAQcFh7cjCMzAQk5QlAHz7Q9LEKKqCnJ
pfMC06+ifUgwexiD88YIWWyHGcq99y3096BuRbqj/Cp8LRPJYsEpYnoc
-----END PRIVATE KEY-----
"""


def server_context(folder: Path) -> ssl.SSLContext:
    """TLS as the server speaks it; `folder` is for the files that it needs."""
    certificate, key = folder / "server.pem", folder / "server.key"
    certificate.write_text(_SERVER)
    key.write_text(_SERVER_KEY)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    return context
