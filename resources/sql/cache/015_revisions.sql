-- SPDX-License-Identifier: GPL-3.0-or-later
-- Each row of an alert has a number of its own, also one that has not been written since there are such numbers.

UPDATE alert SET revision=random() WHERE revision=0
