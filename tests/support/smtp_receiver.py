# SPDX-License-Identifier: GPL-3.0-or-later
"""A mail server of python3-aiosmtpd that answers as the file `plan` says and keeps the letters it took.

usage: smtp_receiver.py PORT FOLDER [CERTIFICATE KEY]
"""
import asyncio
import email
import email.policy
import json
import pathlib
import ssl
import sys

from aiosmtpd.smtp import SMTP

PORT, FOLDER = int(sys.argv[1]), pathlib.Path(sys.argv[2])


def plan():
    path = FOLDER / "plan"
    return path.read_text() if path.exists() else ""


class Handler:
    async def handle_RCPT(self, server, session, envelope, address, options):
        if plan().startswith("rcpt "):
            return plan()[5:] + " no such person: " + address
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        if plan().startswith("data "):
            return plan()[5:] + " refused: Kowalska"
        letter = email.message_from_bytes(envelope.content, policy=email.policy.default)
        with open(FOLDER / "received", "a", encoding="utf-8") as out:
            out.write(json.dumps({
                "from": envelope.mail_from, "to": envelope.rcpt_tos, "subject": letter["Subject"],
                "id": letter["Message-ID"], "date": letter["Date"], "body": letter.get_content(),
                "encrypted": session.ssl is not None}) + "\n")
        if plan() == "drop":
            server.transport.close()
        if plan() == "stall":
            await asyncio.sleep(3600)
        return "250 taken"


class Planned(SMTP):
    """Also refuses before a recipient is named: "ehlo 550", "auth 454", "mail 550"."""

    async def refuses(self, command):
        if not plan().startswith(command + " "):
            return False
        await self.push(plan()[5:] + " refused: Kowalska")
        return True

    async def smtp_EHLO(self, hostname):
        if not await self.refuses("ehlo"):
            await super().smtp_EHLO(hostname)

    async def smtp_HELO(self, hostname):
        if not await self.refuses("ehlo"):
            await super().smtp_HELO(hostname)

    async def smtp_AUTH(self, arg):
        if await self.refuses("auth"):
            return
        mechanism, *initial = arg.split()
        for _ in range((2 if mechanism == "LOGIN" else 1) - len(initial)):
            await self.push("334 ")
            await self._reader.readline()
        await self.push("235 2.7.0 welcome")

    async def smtp_MAIL(self, arg):
        if not await self.refuses("mail"):
            await super().smtp_MAIL(arg)


def context():
    if len(sys.argv) < 5:
        return None
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    made.load_cert_chain(sys.argv[3], sys.argv[4])
    return made


async def main():
    tls = context()
    loop = asyncio.get_running_loop()
    server = await loop.create_server(
        lambda: Planned(Handler(), hostname="mail.test", tls_context=tls, enable_SMTPUTF8=True,
                        auth_require_tls=False), "127.0.0.1", PORT)
    async with server:
        await server.serve_forever()


asyncio.run(main())
