"""WSDL 1.1 contracts with SOAP 1.1 and 1.2: read, check, answer.

* :mod:`~vlavirgem_sandbox.contracts.soap.reading` turns uploaded files into a contract or problems;
* :mod:`~vlavirgem_sandbox.contracts.soap.soap_contract` serves it.

Everything here comes from strangers. XML is read without DTD, entities and network (``xml_text``); schemas are given
to the ``xmlschema`` package after their size was reckoned (``schema_caps``), from memory only, with patterns on the
house's linear-time engine (``schemas``).
"""
