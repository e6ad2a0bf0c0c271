"""A mailing list in SQLite, and what a connector does to it. Nothing here knows HTTP."""

import hashlib
import hmac

TABLES = """
CREATE TABLE IF NOT EXISTS contacts (id INTEGER PRIMARY KEY, email TEXT, name TEXT);
CREATE TABLE IF NOT EXISTS consents (id INTEGER PRIMARY KEY, contact INTEGER, purpose TEXT);
CREATE TABLE IF NOT EXISTS opens (id INTEGER PRIMARY KEY, contact INTEGER, campaign TEXT);
CREATE TABLE IF NOT EXISTS segments (id INTEGER PRIMARY KEY, contact INTEGER, name TEXT);
CREATE TABLE IF NOT EXISTS restrictions (contact INTEGER, request TEXT, PRIMARY KEY (contact, request));
CREATE TABLE IF NOT EXISTS suppressed (digest TEXT PRIMARY KEY);
"""
# Category, data set and table are the same but for their names; contacts go last.
DATASETS = [
    ("MC", "opens", "contact"),
    ("MC", "consents", "contact"),
    ("PU", "segments", "contact"),
    ("ID", "contacts", "id"),
]
CATEGORIES = [
    {"id": "ID", "datasets": ["contacts"]},
    {"id": "MC", "datasets": ["consents", "opens"]},
    {"id": "PU", "datasets": ["segments"]},
]
COLUMNS = {
    "contacts": ["id", "email", "name"],
    "consents": ["id", "purpose"],
    "opens": ["id", "campaign"],
    "segments": ["id", "name"],
}


class MailingList:
    def __init__(self, database, secret):
        self.database, self.secret = database, secret
        database.executescript(TABLES)

    def add(self, email, name):
        contact = self.run("INSERT INTO contacts (email, name) VALUES (?, ?)", email, name).lastrowid
        self.run("INSERT INTO consents (contact, purpose) VALUES (?, 'newsletter')", contact)
        self.run("INSERT INTO segments (contact, name) VALUES (?, 'readers')", contact)
        for number in range(7):
            self.run("INSERT INTO opens (contact, campaign) VALUES (?, ?)", contact, f"no. {number}")

    def run(self, sql, *values):
        return self.database.execute(sql, values)

    def people(self, order):
        """Contact ids, each with the positions of the identifiers that led to it."""
        found = {}
        for position, one in enumerate(order["identifiers"]):
            if one["type"] == "email":
                rows = self.run("SELECT id FROM contacts WHERE lower(email) = lower(?)", one["value"])
            elif one["type"] == "contact_id" and one["value"].isdecimal() and len(one["value"]) < 16:
                rows = self.run("SELECT id FROM contacts WHERE id = ?", int(one["value"]))
            else:
                continue
            for (contact,) in rows.fetchall():
                found.setdefault(contact, []).append(position)
        return found

    def wanted(self, order):
        """The categories of an order; to locate without any is to look everywhere."""
        named = [each["category"] for each in order["scope"]]
        everywhere = not named and order["action"] == "locate"
        return [each["id"] for each in CATEGORIES] if everywhere else named

    def scope(self, order):
        wanted = self.wanted(order)
        return [dataset for dataset in DATASETS if dataset[0] in wanted]

    def count(self, table, column, contacts):
        sql = f"SELECT count(*) FROM {table} WHERE {column} = ?"
        return sum(self.run(sql, contact).fetchone()[0] for contact in contacts)

    def total(self, order):
        contacts = self.people(order)
        return sum(self.count(table, column, contacts) for _, table, column in self.scope(order))

    def locate(self, order):
        matches = []
        for contact, positions in self.people(order).items():
            categories = {category: 0 for category in self.wanted(order)}
            for category, table, column in self.scope(order):
                categories[category] += self.count(table, column, [contact])
            further = {"type": "contact_id", "value": str(contact)}
            known = further in order["identifiers"]
            matches.append(
                {
                    "subject": f"contact-{contact}",
                    "by": positions,
                    "identifiers": [] if known else [further],
                    "categories": categories,
                }
            )
        found = sum(sum(match["categories"].values()) for match in matches)
        return ("completed" if matches else "nothing_found", {"found": found}, {"matches": matches})

    def restrict(self, order):
        contacts = self.people(order)
        for contact in contacts:
            sql = "INSERT OR IGNORE INTO restrictions VALUES (?, ?)"
            self.run(sql, contact, order["request"])
        found = self.total(order)
        in_part = any("activities" in each for each in order["scope"])
        more = {"reason": "all_use_restricted"} if in_part and contacts else {}
        outcome = "completed" if contacts else "nothing_found"
        return outcome, {"found": found, "restricted": found}, more

    def release(self, order):
        contacts = self.people(order)
        for contact in contacts:
            sql = "DELETE FROM restrictions WHERE contact = ? AND request = ?"
            self.run(sql, contact, order["request"])
        return "completed" if contacts else "nothing_found", {"found": self.total(order)}, {}

    def erase(self, order):
        # It has no statute to keep anything under; who orders that must be asked.
        if any(each["retain"] for each in order["scope"]):
            return "needs_human", {}, {"reason": "retention_unknown"}
        contacts, erased = self.people(order), 0
        for _, table, column in self.scope(order):
            for contact in contacts:
                sql = f"DELETE FROM {table} WHERE {column} = ?"
                erased += self.run(sql, contact).rowcount
                if table == "contacts":
                    self.run("DELETE FROM restrictions WHERE contact = ?", contact)
        outcome = "completed" if contacts else "nothing_found"
        return outcome, {"found": erased, "erased": erased}, {}

    def suppress(self, order):
        if order.get("purpose", "marketing") != "marketing":
            return "not_supported", {}, {}
        for one in order["identifiers"]:
            value = f"{one['type']} {one['value'].lower()}".encode()
            digest = hmac.new(self.secret, value, hashlib.sha256).hexdigest()
            self.run("INSERT OR IGNORE INTO suppressed VALUES (?)", digest)
        return "completed", {"suppressed": len(order["identifiers"])}, {}

    def verify(self, order):
        found = self.total(order)
        return "partial" if found else "completed", {"found": found}, {}

    def overview(self, order):
        contacts = self.people(order)
        return [
            {"name": table, "category": category, "records": self.count(table, column, contacts)}
            for category, table, column in self.scope(order)
        ]

    def page(self, order, place, limit):
        """Records from `place` (data set, id) on, and the place after them, or None at the end."""
        contacts, datasets, records = self.people(order), self.scope(order), []
        dataset, after = place
        while dataset < len(datasets):
            category, table, column = datasets[dataset]
            marks = ",".join("?" * len(contacts)) or "NULL"
            names = COLUMNS[table]
            sql = f"SELECT {', '.join(names)} FROM {table} WHERE {column} IN ({marks})"
            sql += f" AND id > ? ORDER BY id LIMIT {limit - len(records)}"
            for row in self.run(sql, *contacts, after).fetchall():
                data = dict(zip(names, row))
                records.append({"dataset": table, "category": category, "data": data})
                after = data["id"]
            if len(records) == limit:
                return records, (dataset, after)
            dataset, after = dataset + 1, 0
        return records, None
